import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { RequestFacts } from '#platform/http/request-context';
import { refuseWith } from '#platform/http/problem-details';
import type { Access } from '#libs/operations';
import { ACCESS, checkAccess } from './access.js';
import { Authentication } from './authentication.js';

/** Authenticates every HTTP and GraphQL request and holds it to what its route declares. Closed unless declared. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Authentication) private readonly authentication: Authentication,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const kind = context.getType<string>();
    // The stream authenticates each socket once, in its gateway.
    if (kind === 'ws') return true;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
    if (!access) throw refuseWith('FORBIDDEN', 'this route is closed');
    if (kind !== 'graphql') context.switchToHttp().getRequest<FastifyRequest>().writ.handler = context.getHandler().name;
    if (access.to === 'anyone') return true;
    if (kind === 'graphql') {
      const { writ } = context.getArgByIndex<{ writ: RequestFacts }>(2);
      if (!writ.principal) throw refuseWith('UNAUTHENTICATED');
      checkAccess(access, writ.principal);
      return true;
    }
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.authentication.fromHeader(
      request.headers.authorization,
      access.to === 'agent' && access.remembered,
    );
    request.writ.principal = principal;
    checkAccess(access, principal);
    return true;
  }
}
