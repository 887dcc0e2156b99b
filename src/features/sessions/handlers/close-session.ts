import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { CloseSession } from '../operations.js';
import { SessionStreams } from '../session-streams.js';

@Handler(CloseSession)
export class CloseSessionHandler implements Handles<typeof CloseSession> {
  constructor(@Inject(SessionStreams) private readonly sessions: SessionStreams) {}

  async execute({ input: { id }, caller: { principal, context } }: Asked<typeof CloseSession>) {
    const agent = principal.id;
    const done = await this.sessions.handle(context, id, { type: 'CloseSession', agent });
    return isRefusal(done) ? done : { session: { id, agent }, ledger: lastReceipt(done.receipt) };
  }
}
