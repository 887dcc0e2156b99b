import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { RiskFactorsChanged } from './answers.js';
import type { DeclareRiskFactors } from './commands.js';
import { riskFactors, type RiskState } from './decider.js';
import { riskEvents } from './events.js';
import { RISK_STREAM } from './risk-streams.js';

/** Where a tenant says what adds to the score of its calls. */
@Injectable()
export class RiskDesk {
  private readonly streams: StreamKind<DeclareRiskFactors, typeof riskEvents, RiskState, never>;

  constructor(@Inject(Ledger) ledger: Ledger) {
    this.streams = ledger.streams(riskEvents, riskFactors);
  }

  get states() {
    return this.streams.states;
  }

  async declare(context: CommandContext, command: DeclareRiskFactors): Promise<RiskFactorsChanged | Refusal> {
    const done = await this.streams.handle(context, RISK_STREAM, command);
    if (isRefusal(done)) return done;
    return { version: done.state.version, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }
}
