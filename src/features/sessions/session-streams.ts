import { Inject, Injectable } from '@nestjs/common';
import type { CommandContext } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import type { SessionCommand } from './commands.js';
import { sessionStream } from './contract.js';
import { sessions, type SessionState } from './decider.js';
import { sessionEvents } from './events.js';
import type { SessionRefusalCode } from './refusals.js';

/** Each is looked at for every call of the session. */
const MOST_LINEAGE = 32;

/** What agents do to their sessions apart from deciding in them. */
@Injectable()
export class SessionStreams {
  private readonly streams: StreamKind<SessionCommand, typeof sessionEvents, SessionState, SessionRefusalCode>;

  constructor(@Inject(Ledger) ledger: Ledger) {
    this.streams = ledger.streams(sessionEvents, sessions, 1_000);
  }

  /** One command to one session. */
  handle(context: CommandContext, session: string, command: SessionCommand) {
    return this.streams.handle(context, sessionStream(session), command);
  }

  /**
   * The sessions that one draws on which is started from these: they, and those that they draw on, which never changes. One that was
   * not opened draws on nothing. Null when they are more than a session may draw on.
   */
  async lineage(tenant: string, session: string, from: readonly string[]): Promise<readonly string[] | null> {
    const found = new Set(from);
    for (const each of from) {
      const { state } = await this.streams.states.refresh(tenant, sessionStream(each));
      if (state.is !== 'absent') for (const further of state.lineage) found.add(further);
    }
    found.delete(session);
    return found.size > MOST_LINEAGE ? null : [...found];
  }
}
