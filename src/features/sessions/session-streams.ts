import { Inject, Injectable } from '@nestjs/common';
import type { CommandContext } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import type { SessionCommand } from './commands.js';
import { sessionStream } from './contract.js';
import { sessions, type SessionState } from './decider.js';
import { sessionEvents } from './events.js';
import type { SessionRefusalCode } from './refusals.js';

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
}
