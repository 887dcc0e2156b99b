import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { RequestFacts } from '#platform/http/request-context';
import { refuseWith } from '#platform/http/problem-details';
import type { Access } from '#libs/operations';
import { ACCESS, checkAccess } from './access.js';
import { RequestAccess } from './request-access.js';

/** Authenticates every HTTP and GraphQL request and holds it to what its route declares. Closed unless declared. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(RequestAccess) private readonly requests: RequestAccess,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const kind = context.getType<string>();
    // The stream authenticates each socket once, in its gateway.
    if (kind === 'ws') return true;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
    if (kind !== 'graphql') {
      await this.requests.enter(context.switchToHttp().getRequest<FastifyRequest>(), access, context.getHandler().name);
      return true;
    }
    if (!access) throw refuseWith('FORBIDDEN', 'this route is closed');
    if (access.to === 'anyone') return true;
    const { writ } = context.getArgByIndex<{ writ: RequestFacts }>(2);
    if (!writ.principal) throw refuseWith('UNAUTHENTICATED');
    checkAccess(access, writ.principal);
    return true;
  }
}
