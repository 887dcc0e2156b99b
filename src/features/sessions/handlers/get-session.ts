import { Inject } from '@nestjs/common';
import { refuse } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import type { Asked, Handles } from '#platform/operations/caller';
import { GetSession } from '../operations.js';
import type { SessionRefusalCode } from '../refusals.js';
import { SessionsQuery } from '../sessions.query.js';

/** An agent sees its own sessions; to it, another agent's does not exist. */
@Handler(GetSession)
export class GetSessionHandler implements Handles<typeof GetSession> {
  constructor(@Inject(SessionsQuery) private readonly sessions: SessionsQuery) {}

  async execute({ input: { id }, caller: { principal } }: Asked<typeof GetSession>) {
    if (principal.tenant === DEPLOYMENT_LEDGER) return refuse('FORBIDDEN', 'sessions belong to tenants');
    const session = await this.sessions.find(principal.tenant, id);
    const isHidden = principal.kind === 'agent' && session?.agent !== principal.id;
    return session && !isHidden ? session : refuse('SESSION_NOT_FOUND' satisfies SessionRefusalCode);
  }
}
