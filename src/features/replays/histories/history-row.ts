import type { PolicyReference } from '#libs/decision-guards';
import type { Json, JsonObject } from '#libs/event-sourcing';
import type { RecordedDecision } from '#libs/replay';
import { policyError, rulingOf, VERDICTS, type Ruling, type Verdict } from '#libs/ruling';
import type { HISTORY_FORMATS } from '../replay-words.js';

export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

/** A decision that somebody else recorded. */
export interface HistoryRow {
  readonly decision: string;
  /** As it was told; empty when it was not. */
  readonly at: string;
  /** Left out where the log does not have it whole: nothing is guessed of it. */
  readonly input?: Json;
  /** Null where nothing was told that is a decision. */
  readonly recorded: Ruling | null;
  /** What was told is only whether it was allowed: no rule, and no reason. */
  readonly isBare: boolean;
}

export function bareRuling(verdict: Verdict): Ruling {
  const told = { verdict, rule: 'recorded', reason: `it was recorded as ${verdict}` };
  return rulingOf(verdict === 'MODIFY' ? { ...told, changes: {} } : told);
}

/** What the result of a query says as a decision: one of ours, a boolean, or an object whose `allow` is one; else null. */
export function ruledBy(result: Json | undefined, error: unknown): Pick<HistoryRow, 'recorded' | 'isBare'> {
  if (error !== undefined && error !== null) return { recorded: policyError('the recorded query failed'), isBare: true };
  const allow = result === undefined ? false : (memberOf(result, 'allow') ?? result);
  if (typeof allow === 'boolean') return { recorded: bareRuling(allow ? 'ALLOW' : 'DENY'), isBare: true };
  const isOurs = (VERDICTS as readonly unknown[]).includes(memberOf(result, 'verdict'));
  return { recorded: isOurs ? rulingOf(result) : null, isBare: false };
}

/** The row as replays count and tell it. What an input does not have by the names that inputs of Writ have is empty. */
export function decisionOf(row: HistoryRow, position: number, policy: PolicyReference | null): RecordedDecision {
  const { input, decision: id } = row;
  const labels = memberOf(input, 'labels');
  const named = {
    tool: textIn(input, 'tool'),
    agent: { id: textIn(memberOf(input, 'agent'), 'id') },
    session: { id: textIn(memberOf(input, 'session'), 'id') },
    labels: Array.isArray(labels) ? labels.map(String) : [],
  };
  const recorded = row.recorded ?? policyError('nothing was recorded');
  // Of a call they read no more than this.
  return { ...recorded, policy, pin: null, id, position, input: named as unknown as RecordedDecision['input'] };
}

export function memberOf(value: unknown, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
  return (value as JsonObject)[name];
}

function textIn(value: unknown, name: string): string {
  const found = memberOf(value, name);
  return typeof found === 'string' ? found.slice(0, 256).toWellFormed() : '';
}
