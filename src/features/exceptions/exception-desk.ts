import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { ExceptionChanged } from './answers.js';
import type { ExceptionCommand } from './commands.js';
import { exceptions, type ExceptionState } from './decider.js';
import { exceptionEvents } from './events.js';
import { EXCEPTIONS_STREAM } from './exceptions-stream.js';
import type { ExceptionRefusalCode } from './refusals.js';

/** Where operators ask for exceptions, agree to them and end them, always on what the ledger has. */
@Injectable()
export class ExceptionDesk {
  private readonly streams: StreamKind<ExceptionCommand, typeof exceptionEvents, ExceptionState, ExceptionRefusalCode>;

  constructor(@Inject(Ledger) ledger: Ledger) {
    this.streams = ledger.streams(exceptionEvents, exceptions);
  }

  /** For the guard, which stands on the stream. */
  get states() {
    return this.streams.states;
  }

  async handle(context: CommandContext, command: ExceptionCommand): Promise<ExceptionChanged | Refusal> {
    const { exception: id } = command;
    const done = await this.streams.handle(context, EXCEPTIONS_STREAM, command);
    if (isRefusal(done)) return done;
    const expiresAt = done.state.open.find((each) => each.id === id)?.expiresAt ?? null;
    return { id, expiresAt, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }
}
