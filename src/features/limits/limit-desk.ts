import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { LimitChanged, PricesChanged } from './answers.js';
import type { LimitCommand, SetPrices } from './commands.js';
import { limits, type LimitsState } from './decider.js';
import { limitEvents } from './events.js';
import { LIMITS_STREAM } from './limits-stream.js';
import type { LimitRefusalCode } from './refusals.js';

/** Where operators set limits and end them. */
@Injectable()
export class LimitDesk {
  private readonly streams: StreamKind<LimitCommand, typeof limitEvents, LimitsState, LimitRefusalCode>;

  constructor(@Inject(Ledger) ledger: Ledger) {
    this.streams = ledger.streams(limitEvents, limits);
  }

  get states() {
    return this.streams.states;
  }

  async handle(context: CommandContext, command: Exclude<LimitCommand, SetPrices>): Promise<LimitChanged | Refusal> {
    const done = await this.streams.handle(context, LIMITS_STREAM, command);
    if (isRefusal(done)) return done;
    return { id: command.limit, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  async setPrices(context: CommandContext, command: SetPrices): Promise<PricesChanged | Refusal> {
    const done = await this.streams.handle(context, LIMITS_STREAM, command);
    if (isRefusal(done)) return done;
    return { version: done.state.prices?.version ?? 0, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }
}
