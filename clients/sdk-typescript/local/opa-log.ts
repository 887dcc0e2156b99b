import { newId } from '#libs/event-ids';
import type { Json } from '#libs/event-sourcing';
import { timeText } from './clock.js';
import type { LocalDecision } from './local-decision.js';
import type { PolicyReference } from './pulled-policy.js';

/** Where a decision belongs in a distributed trace: ids as in the W3C traceparent header. */
export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
}

/** Who writes a log: `id` tells instances of an `app` apart. */
export interface LogLabels {
  readonly id: string;
  readonly app: string;
}

export type GapReason = 'limit' | 'damaged' | 'refused';

/** Decisions that are missing from a log, told by the log itself. */
export interface Gap {
  readonly reason: GapReason;
  readonly count: number;
  /** RFC 3339 UTC, of the first and last of them that can be read; equal to the gap's own time when none can. */
  readonly from: string;
  readonly to: string;
  /** Numbers of the segments whose decisions these were: they are to be removed. */
  readonly segments: readonly number[];
}

/** The path under which a gap stands in the log, where decisions have the rule that made them. */
export const GAP_PATH = 'writ/spool/gap';
/** No decision's line begins like this, so a gap is known without parsing. */
const GAP_START = `{"path":"${GAP_PATH}",`;

/** Where no policy was asked. */
const DEFAULT_PATH = 'writ/decision';
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/** Undefined when the header is absent or makes no sense. */
export function traceFrom(traceparent: string | undefined): Trace | undefined {
  const [, traceId, spanId] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  return traceId === undefined || spanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId)
    ? undefined
    : { traceId, spanId };
}

/** One line of OPA's decision log, without the line break. The input MUST be what was decided on. */
export function decisionLine(decision: LocalDecision, input: Json, labels: LogLabels, trace?: Trace): string {
  const { decisionId, decidedAt, verdict, code, rule, reason, obligations, changes, retryAfter, policy } = decision;
  return JSON.stringify({
    decision_id: decisionId,
    labels,
    timestamp: decidedAt,
    path: policy?.entrypoint ?? DEFAULT_PATH,
    // An input that was refused for what it is cannot be recorded either.
    input: code === 'INVALID_INPUT' ? null : input,
    result: { verdict, code, rule, reason, obligations, changes, retryAfter },
    ...(policy && { bundles: { [policy.id]: { revision: bundleRevision(policy) } } }),
    ...(trace && { trace_id: trace.traceId, span_id: trace.spanId }),
  });
}

/** As Writ calls a revision in its bundles. */
function bundleRevision({ id, revision, digest }: PolicyReference): string {
  return `${id}@${revision}:${digest}`;
}

export function gapLine({ reason, count, from, to, segments }: Gap, labels: LogLabels, now: number): string {
  return JSON.stringify({
    path: GAP_PATH,
    decision_id: newId(),
    labels,
    timestamp: timeText(now),
    input: null,
    result: { gap: { reason, count, from, to, segments } },
  });
}

/** What a line stands for; undefined when it is damaged. */
export function readLine(line: string): { readonly timestamp: string; readonly gap?: Gap } | undefined {
  try {
    const entry = JSON.parse(line) as { timestamp?: unknown; result?: { gap?: Gap } };
    if (typeof entry.timestamp !== 'string') return undefined;
    const gap = line.startsWith(GAP_START) ? entry.result?.gap : undefined;
    return { timestamp: entry.timestamp, ...(gap && { gap }) };
  } catch {
    return undefined;
  }
}
