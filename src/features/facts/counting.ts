import type { CallInput, DecisionCode, Settled } from '#libs/decision-guards';
import { NO_STREAM, type StreamState } from '#libs/event-sourcing';
import {
  amountOf,
  groupOf,
  isAbout,
  isCounted,
  isLabelled,
  periodAt,
  type Amount,
  type FactCall,
  type FactState,
  type RecordedDefinition,
} from '#libs/facts';
import type { Verdict } from '#libs/ruling';
import type { CountEvent } from './events.js';
import { countStream } from './fact-streams.js';

/** What is counted: a declared fact, or whatever else counts as facts do. */
export interface CountedFact {
  readonly name: string;
  readonly digest: string;
  readonly definition: RecordedDefinition;
}

/** The count that a call belongs to. */
export interface CountPlace {
  readonly fact: CountedFact;
  readonly group: string;
  readonly stream: string;
}

type At = StreamState<FactState>;

/** Where a call stands in a fact; undefined when it has nothing of what is grouped by. */
export function placeOf(fact: CountedFact, call: FactCall): CountPlace | undefined {
  const group = groupOf(fact.definition, call);
  return group === undefined ? undefined : { fact, group, stream: countStream(fact.digest, group) };
}

/** Whether a call is one the fact would count, and does not have what it takes to be counted. */
export function isUncountable({ definition }: CountedFact, call: CallInput): boolean {
  if (!isAbout(definition, call.tool) || !isLabelled(definition, call.labels)) return false;
  return groupOf(definition, call) === undefined || amountOf(definition, call) === undefined;
}

export interface Ruled {
  readonly verdict: Verdict;
  readonly code: DecisionCode;
}

/** What a decided call adds to a count; nothing when it does not belong there, or waits for its outcome. */
export function callCounted(
  { fact, group }: CountPlace,
  { decision, input, judgement }: { readonly decision: string; readonly input: CallInput; readonly judgement: Ruled },
  at: At,
): readonly CountEvent[] {
  const { definition } = fact;
  if (!isAbout(definition, input.tool) || !isCounted(definition, judgement) || !isLabelled(definition, input.labels)) return [];
  if (definition.outcomes !== null && definition.underWay === 'waits') return [];
  const amount = amountOf(definition, input);
  if (!amount) return [];
  return adding({ fact, group }, { decision, amount, at: input.time, isUnderWay: definition.outcomes !== null }, at);
}

/** Something that is added to a count. */
export interface Addition {
  readonly decision: string;
  readonly amount: Amount;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly isUnderWay: boolean;
}

/** The events that add it; the first one of a count says whose it is. */
export function adding({ fact, group }: Pick<CountPlace, 'fact' | 'group'>, added: Addition, at: At): readonly CountEvent[] {
  const { name, digest, definition } = fact;
  const { windowSeconds, period: each, zone } = definition;
  const { decision, amount, isUnderWay } = added;
  const period = each && periodAt(added.at, each, zone);
  const counted: CountEvent = {
    type: 'FactCounted',
    fact: name,
    decision,
    at: added.at,
    ...amount,
    windowSeconds,
    period,
    isUnderWay,
  };
  return at.revision === NO_STREAM ? [{ type: 'FactCountOpened', fact: name, digest, group }, counted] : [counted];
}

/** How much a counted call really was, in addition to what was counted. */
export interface Correction {
  readonly decision: string;
  readonly change: number;
  /** When it was counted; RFC 3339 UTC. */
  readonly at: string;
}

/** Nothing when there is nothing to correct, or the call is not (any more) one that its outcome may change. */
export function correcting(
  { fact }: Pick<CountPlace, 'fact'>,
  { decision, change, at: counted }: Correction,
  at: At,
): readonly CountEvent[] {
  if (change === 0 || !at.state.underWay.has(decision)) return [];
  const { period: each, zone } = fact.definition;
  return [{ type: 'FactCorrected', fact: fact.name, decision, change, period: each && periodAt(counted, each, zone) }];
}

/** What an outcome does to a count: it stays, is taken back, or is counted only now. */
export function outcomeCounted(
  { fact, group }: CountPlace,
  { settlement, now }: Pick<Settled, 'settlement' | 'now'>,
  at: At,
): readonly CountEvent[] {
  const { definition, name } = fact;
  const { decision, status, input, verdict, code } = settlement;
  if (definition.outcomes === null || !isAbout(definition, input.tool) || !isCounted(definition, { verdict, code })) return [];
  if (!isLabelled(definition, input.labels)) return [];
  const isIn = definition.outcomes.includes(status);
  if (definition.underWay === 'counts') {
    // Decided before this was declared, or so long ago that it is forgotten.
    if (!at.state.underWay.has(decision)) return [];
    return [{ type: isIn ? 'FactSettled' : 'FactReleased', fact: name, decision }];
  }
  const amount = amountOf(definition, input);
  return isIn && amount ? adding({ fact, group }, { decision, amount, at: now, isUnderWay: false }, at) : [];
}
