import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ListSessions } from '../operations.js';
import { SessionsQuery } from '../sessions.query.js';

@Handler(ListSessions)
export class ListSessionsHandler implements Handles<typeof ListSessions> {
  constructor(@Inject(SessionsQuery) private readonly sessions: SessionsQuery) {}

  execute({ input, caller: { principal } }: Asked<typeof ListSessions>) {
    return this.sessions.list(principal.tenant, input);
  }
}
