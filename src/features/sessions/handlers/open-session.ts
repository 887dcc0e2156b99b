import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import { madeId } from '#platform/auth/made-secrets';
import type { Asked, Handles } from '#platform/operations/caller';
import type { SessionCommand } from '../commands.js';
import { OpenSession } from '../operations.js';
import { SessionStreams } from '../session-streams.js';

@Handler(OpenSession)
export class OpenSessionHandler implements Handles<typeof OpenSession> {
  constructor(@Inject(SessionStreams) private readonly sessions: SessionStreams) {}

  async execute({ input, caller: { principal, context } }: Asked<typeof OpenSession>) {
    const { id = madeId(context, 'session'), tags, parentSessionId: parent = null } = input;
    const agent = principal.id;
    const command: SessionCommand = { type: 'OpenSession', session: id, agent, tags, parent, now: new Date().toISOString() };
    const done = await this.sessions.handle(context, id, command);
    return isRefusal(done) ? done : { session: { id, agent }, ledger: lastReceipt(done.receipt) };
  }
}
