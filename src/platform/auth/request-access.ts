import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Access } from '#libs/operations';
import { refuseWith } from '#platform/http/problem-details';
import { checkAccess } from './access.js';
import { Authentication } from './authentication.js';

/** Whether a request may go on to where it wants, and as whom. Closed unless declared. */
@Injectable()
export class RequestAccess {
  constructor(@Inject(Authentication) private readonly authentication: Authentication) {}

  /** The same without a wait, where what is remembered of an agent is enough. False, and nothing was done, where it is not. */
  enterAtOnce(request: FastifyRequest, access: Access | undefined, handler: string): boolean {
    if (access?.to !== 'agent' || !access.remembered) return false;
    const principal = this.authentication.recall(request.headers.authorization);
    if (!principal) return false;
    request.writ.handler = handler;
    request.writ.principal = principal;
    return true;
  }

  /** Leaves in the request who sent it. Throws the refusal that says why it may not pass. */
  async enter(request: FastifyRequest, access: Access | undefined, handler: string): Promise<void> {
    if (!access) throw refuseWith('FORBIDDEN', 'this route is closed');
    request.writ.handler = handler;
    if (access.to === 'anyone') return;
    const isRemembered = access.to === 'agent' && access.remembered;
    const principal = await this.authentication.fromHeader(request.headers.authorization, isRemembered);
    request.writ.principal = principal;
    checkAccess(access, principal);
  }
}
