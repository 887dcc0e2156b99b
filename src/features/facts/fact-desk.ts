import { Inject, Injectable } from '@nestjs/common';
import {
  isRefusal,
  type CommandContext,
  type Json,
  type Refusal,
  type StreamStates,
  type StreamWrite,
} from '#libs/event-sourcing';
import type { FactState } from '#libs/facts';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { FactChanged } from './answers.js';
import type { FactCommand } from './commands.js';
import { Facts } from './contract.js';
import { counts } from './counts.js';
import { facts, type FactsState } from './decider.js';
import { countEvents, factEvents } from './events.js';
import { declarationsIn } from './policy-facts.js';
import { FACTS_STREAM } from './fact-streams.js';
import { writtenCount } from './written-counts.js';
import type { FactRefusalCode } from './refusals.js';

/** Counts remembered in this process, at most. A count of a busy window can take some megabytes. */
const REMEMBERED_COUNTS = 10_000;

/** Where facts are declared and ended, and what is known of them. */
@Injectable()
export class FactDesk extends Facts {
  private readonly streams: StreamKind<FactCommand, typeof factEvents, FactsState, FactRefusalCode>;
  /** Every count of every fact; what is recorded there is recorded with decisions and outcomes. */
  readonly counts: StreamStates<typeof countEvents, FactState>;

  readonly written = writtenCount;

  constructor(@Inject(Ledger) ledger: Ledger) {
    super();
    this.streams = ledger.streams(factEvents, facts);
    this.counts = ledger.states(countEvents, counts, REMEMBERED_COUNTS);
  }

  get declarations(): StreamStates<typeof factEvents, FactsState> {
    return this.streams.states;
  }

  async handle(context: CommandContext, command: FactCommand, name: string): Promise<FactChanged | Refusal> {
    const done = await this.streams.handle(context, FACTS_STREAM, command);
    if (isRefusal(done)) return done;
    return { name, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  unfitIn(data: Json): Refusal | undefined {
    const declarations = declarationsIn(data);
    return isRefusal(declarations) ? declarations : undefined;
  }

  async declaring(context: CommandContext, policy: string, data: Json): Promise<readonly StreamWrite[] | Refusal> {
    const declarations = declarationsIn(data);
    if (isRefusal(declarations)) return declarations;
    if (Object.keys(declarations).length === 0) return [];
    const decided = await this.streams.decide(context, FACTS_STREAM, { type: 'DeclareFacts', facts: declarations, policy });
    if (isRefusal(decided)) return decided;
    return decided.events.length === 0 ? [] : [decided.write];
  }
}
