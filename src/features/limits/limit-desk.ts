import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type CommandContext, type Json, type Refusal, type StreamWrite } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { LimitChanged, PricesChanged } from './answers.js';
import type { DeclareRateLimits, LimitCommand, SetPrices } from './commands.js';
import { PolicyLimits } from './contract.js';
import { limits, type LimitsState } from './decider.js';
import { limitEvents } from './events.js';
import { LIMITS_STREAM } from './limits-stream.js';
import { rateLimit, rateLimitsIn } from './rate-limits.js';
import type { LimitRefusalCode } from './refusals.js';

/** Where operators set limits and end them. */
@Injectable()
export class LimitDesk extends PolicyLimits {
  private readonly streams: StreamKind<LimitCommand, typeof limitEvents, LimitsState, LimitRefusalCode>;

  constructor(@Inject(Ledger) ledger: Ledger) {
    super();
    this.streams = ledger.streams(limitEvents, limits);
  }

  get states() {
    return this.streams.states;
  }

  async handle(
    context: CommandContext,
    command: Exclude<LimitCommand, SetPrices | DeclareRateLimits>,
  ): Promise<LimitChanged | Refusal> {
    const done = await this.streams.handle(context, LIMITS_STREAM, command);
    if (isRefusal(done)) return done;
    return { id: command.limit, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  unfitIn(data: Json): Refusal | undefined {
    const declared = rateLimitsIn(data);
    return isRefusal(declared) ? declared : undefined;
  }

  async declaring(context: CommandContext, policy: string, data: Json): Promise<readonly StreamWrite[] | Refusal> {
    const declared = rateLimitsIn(data);
    if (isRefusal(declared)) return declared;
    const wanted = Object.entries(declared).map(([tool, rate]) => rateLimit(policy, tool, rate));
    const decided = await this.streams.decide(context, LIMITS_STREAM, { type: 'DeclareRateLimits', limits: wanted });
    if (isRefusal(decided)) return decided;
    return decided.events.length === 0 ? [] : [decided.write];
  }

  async setPrices(context: CommandContext, command: SetPrices): Promise<PricesChanged | Refusal> {
    const done = await this.streams.handle(context, LIMITS_STREAM, command);
    if (isRefusal(done)) return done;
    return { version: done.state.prices?.version ?? 0, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }
}
