import { MILLION } from './counted-call.js';
import type { RecordedDefinition } from './definition.js';
import { Entries } from './entries.js';
import { periodAt, secondsLeft } from './periods.js';

/** One count of a fact: what happened in one session, to one customer, and so on. */
export interface FactState {
  /** Of everything, or of `period`; facts with a window or of different values do not use it. */
  readonly total: number;
  readonly period: string | null;
  /** RFC 3339 UTC. */
  readonly lastAt: string | null;
  /** What a window or the different values are told from. */
  readonly entries: Entries;
  /** What an outcome may still take back. */
  readonly underWay: Entries;
  /** When the last entry was that had to be forgotten too early, in milliseconds since 1970. */
  readonly lostAt: number | null;
}

export const nothingCounted: FactState = {
  total: 0,
  period: null,
  lastAt: null,
  entries: Entries.none,
  underWay: Entries.none,
  lostAt: null,
};

/** A call that is counted, with what of the definition its count needs. */
export interface CountedCall {
  readonly decision: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly amount: number;
  /** Null unless different values are counted. */
  readonly key: string | null;
  readonly windowSeconds: number | null;
  /** The calendar day or month it belongs to. */
  readonly period: string | null;
  /** Whether its outcome may take it back. */
  readonly isUnderWay: boolean;
}

/** Remembered one by one, at most. A window, or a set of values, with more of them is not told any more. */
const MAX_ENTRIES = 100_000;
const MAX_KEYS = 10_000;
/** Beyond these the oldest ones stay counted, whatever their outcome says. */
const MAX_UNDER_WAY = 10_000;
/** Clocks of replicas may differ by so much without one of them forgetting what another still counts. */
const SKEW_MS = 300_000;

export function withCall(state: FactState, call: CountedCall): FactState {
  const { decision, amount, key, windowSeconds, isUnderWay } = call;
  const at = Date.parse(call.at);
  const now = inPeriod(state, call.period);
  // What has left its window is changed by no outcome.
  const open = windowSeconds === null ? now.underWay : now.underWay.forgetting(at - windowSeconds * 1_000 - SKEW_MS);
  const underWay = isUnderWay ? open.with({ decision, at, amount, key }) : open;
  const next: FactState = {
    ...now,
    lastAt: now.lastAt !== null && now.lastAt > call.at ? now.lastAt : call.at,
    underWay: underWay.size > MAX_UNDER_WAY ? underWay.withoutFirst() : underWay,
  };
  if (windowSeconds === null && key === null) return { ...next, total: next.total + amount };
  if (windowSeconds === null && !isUnderWay && now.entries.hasKey(key as string)) return next;
  const kept = windowSeconds === null ? now.entries : now.entries.forgetting(at - windowSeconds * 1_000 - SKEW_MS);
  const entries = kept.with({ decision: isUnderWay ? decision : null, at, amount, key });
  if (entries.size <= (key === null ? MAX_ENTRIES : MAX_KEYS)) return { ...next, entries };
  return { ...next, entries: entries.withoutFirst(), lostAt: at };
}

/** Its outcome is what the fact counts: it stays. */
export function withSettled(state: FactState, decision: string): FactState {
  const { entries: underWay, found } = state.underWay.without(decision);
  return found ? { ...state, underWay } : state;
}

/** It was so much more, or less, than was counted, at the time at which it was counted. Once: it stays then. */
export function withCorrected(state: FactState, decision: string, change: number): FactState {
  const { entries: underWay, found } = state.underWay.without(decision);
  if (!found) return state;
  const inEntries = state.entries.without(decision);
  if (inEntries.found) {
    const corrected = { ...inEntries.found, decision: null, amount: inEntries.found.amount + change };
    return { ...state, underWay, entries: inEntries.entries.with(corrected) };
  }
  return { ...state, underWay, total: state.entries.size === 0 ? state.total + change : state.total };
}

/** Its outcome is not what the fact counts: as if it had never been counted. */
export function withReleased(state: FactState, decision: string): FactState {
  const { entries: underWay, found } = state.underWay.without(decision);
  if (!found) return state;
  const inEntries = state.entries.without(decision);
  if (inEntries.found) return { ...state, underWay, entries: inEntries.entries };
  return { ...state, underWay, total: found.key === null && state.entries.size === 0 ? state.total - found.amount : state.total };
}

/** What a policy is told: a number, or an instant. Undefined when there is nothing to tell, such as when the last call was. */
export function valueOf(definition: RecordedDefinition, state: FactState, now: string): number | string | undefined {
  const { measure } = definition;
  if (measure === 'last(at)') return state.lastAt ?? undefined;
  if (measure === 'since(call)') return state.lastAt === null ? undefined : secondsBetween(state.lastAt, now);
  const amount = amountIn(definition, state, now);
  return measure.startsWith('sum(') ? amount / MILLION : amount;
}

/** In what is added up: calls, different values, or millionths. */
export function amountIn({ measure, windowSeconds, period, zone }: RecordedDefinition, state: FactState, now: string): number {
  if (windowSeconds !== null) {
    const after = Date.parse(now) - windowSeconds * 1_000;
    return measure.startsWith('distinct(') ? state.entries.keysAfter(after) : state.entries.sumAfter(after);
  }
  // A replica whose clock is behind sees what has been counted of the new day.
  if (period !== null && state.period !== null && state.period < periodAt(now, period, zone)) return 0;
  return measure.startsWith('distinct(') ? state.entries.keysAfter(-Infinity) : state.total;
}

/** What was counted in the window under a key, oldest first: for whoever counts with keys of its own. */
export function keysIn({ windowSeconds }: RecordedDefinition, { entries }: FactState, now: string): readonly string[] {
  return entries.keyListAfter(windowSeconds === null ? -Infinity : Date.parse(now) - windowSeconds * 1_000);
}

/** Seconds until something leaves the window, or another day or month begins; 0 when nothing is waited for. */
export function secondsUntilLess({ windowSeconds, period, zone }: RecordedDefinition, state: FactState, now: string): number {
  if (period !== null) return secondsLeft(now, period, zone);
  if (windowSeconds === null) return 0;
  const from = Date.parse(now);
  const first = state.entries.firstAfter(from - windowSeconds * 1_000);
  return first === undefined ? 0 : Math.max(1, Math.ceil((first + windowSeconds * 1_000 - from) / 1_000));
}

/** Whether so much was counted that some of it had to be forgotten: the value is then too small. */
export function isIncomplete(
  { windowSeconds, period, zone }: RecordedDefinition,
  { lostAt, period: counted }: FactState,
  now: string,
): boolean {
  if (lostAt === null) return false;
  if (windowSeconds !== null) return lostAt > Date.parse(now) - windowSeconds * 1_000;
  return period === null || counted === null || counted >= periodAt(now, period, zone);
}

/** Another day or month begins with nothing. A call that comes late belongs to the one there is. */
function inPeriod(state: FactState, period: string | null): FactState {
  if (period === null || (state.period !== null && state.period >= period)) return state;
  return { ...state, total: 0, period, entries: Entries.none, underWay: Entries.none, lostAt: null };
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1_000));
}
