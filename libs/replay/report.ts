import type { Judgement, PolicyReference } from '#libs/decision-guards';
import type { JsonObject } from '#libs/event-sourcing';
import { pathText, type Explanation, type RuleLocation } from '#libs/policy-engine';
import type { Verdict } from '#libs/ruling';
import { SEVERITIES, type Cause, type Difference, type Severity } from './difference.js';
import type { RecordedDecision } from './recorded-decision.js';
import type { DecidedBy } from './deciders.js';
import type { Divergence, Kind, Named, Stratum, Tallied } from './tally.js';

export const REPORT_FORMAT = 'writ-replay/1';
/** Of an explanation, at most. */
const MOST_PLACES = 20;
const MOST_PATHS = 50;

/** A policy by content. */
export type ReportedPolicy = Omit<PolicyReference, 'signature'>;

/** Why a policy ruled as it did: what of it held, what did not and at which row, and what it looked at. */
export interface Why {
  readonly fired: readonly RuleLocation[];
  readonly failed: readonly (RuleLocation & { readonly condition: { readonly file: string; readonly row: number } })[];
  readonly input: readonly string[];
  readonly data: readonly string[];
  /** Looked for, and not there. */
  readonly missing: readonly string[];
}

/** How one side rules. */
export interface Side {
  readonly verdict: Verdict;
  readonly code: string;
  readonly rule: string;
  readonly reason: string;
  readonly obligations: readonly JsonObject[];
  readonly changes: JsonObject | null;
  readonly policy: { readonly id: string; readonly revision: number } | null;
  readonly why: Why | null;
}

export interface ListedDifference extends Difference {
  readonly kind: Kind;
  /** Decisions that would have been others and that this one follows from; none for a direct difference. */
  readonly because: readonly string[];
  readonly position: number;
  readonly decision: string;
  readonly at: string;
  readonly agent: string;
  readonly session: string;
  readonly tool: string;
  readonly before: Side;
  readonly after: Side;
  /** Of the decision in the ledger. */
  readonly receipt: { readonly digest: string; readonly chain: string };
}

/** What a report depends on, and nothing else. */
export interface ReportHead {
  readonly tenant: string;
  /** Where the decisions were recorded. */
  readonly source: 'ledger' | 'opa-decision-log' | 'csv';
  /** Digest of what was gone through, where that is not the ledger. */
  readonly history?: string;
  readonly mode: 'independent' | 'causal';
  readonly from: number;
  readonly to: number;
  readonly filter: JsonObject;
  /** Null: as it was recorded. */
  readonly baseline: ReportedPolicy | null;
  /** Null: each decision by its own policy. */
  readonly candidate: ReportedPolicy | null;
  readonly engine: string;
  readonly seed: string;
  readonly listed: number;
}

/** Differences by what they are about. Every count is exact, also where not all of them are listed. */
export interface ReportLine extends Readonly<Record<Severity, number>> {
  readonly name: string;
  readonly total: number;
}

export interface ReplayReport extends ReportHead {
  readonly format: typeof REPORT_FORMAT;
  readonly totals: {
    readonly decisions: number;
    readonly notReached: number;
    readonly factsMissing: number;
    readonly diverged: number;
    readonly same: number;
    readonly different: number;
    /** Of these, those that follow from others. */
    readonly knockOn: number;
  };
  readonly severities: Readonly<Record<Severity, number>>;
  readonly causes: readonly { readonly cause: Cause; readonly count: number }[];
  readonly matrix: Tallied['matrix'];
  /** Which revisions decided what was recorded. Not there of a history that was brought: nothing of ours decided it. */
  readonly decidedBy?: readonly DecidedBy[];
  readonly tools: readonly ReportLine[];
  readonly agents: readonly ReportLine[];
  readonly rules: readonly (Omit<ReportLine, 'name'> & { readonly before: string; readonly after: string })[];
  readonly kinds: readonly (Omit<Stratum, 'kept'> & { readonly listed: number })[];
  /** Whether every difference is listed. Else those of each kind are drawn by `seed`, each as likely as any other of its kind. */
  readonly isComplete: boolean;
  readonly differences: readonly ListedDifference[];
  readonly divergences: readonly Divergence[];
}

/** The same for the same: what is in it follows from what was recorded, the plan and the engine. */
export function reportOf(head: ReportHead, tallied: Tallied, differences: readonly ListedDifference[]): ReplayReport {
  const { decisions, notReached, factsMissing, diverged, divergences, matrix, strata } = tallied;
  const severities = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const causes = new Map<Cause, number>();
  for (const { severity, cause, count } of strata) {
    severities[severity] += count;
    causes.set(cause, (causes.get(cause) ?? 0) + count);
  }
  const knockOn = strata.reduce((sum, { kind, count }) => sum + (kind === 'knock_on' ? count : 0), 0);
  const different = Object.values(severities).reduce((sum, n) => sum + n, 0);
  const kinds = strata
    .map(({ kept, ...kind }) => ({ ...kind, listed: kept.length }))
    .toSorted((one, other) => rank(one.severity) - rank(other.severity) || other.count - one.count);
  return {
    format: REPORT_FORMAT,
    ...head,
    totals: {
      decisions,
      notReached,
      factsMissing,
      diverged,
      same: decisions - factsMissing - diverged - different,
      different,
      knockOn,
    },
    severities,
    causes: [...causes].map(([cause, count]) => ({ cause, count })).toSorted((one, other) => other.count - one.count),
    matrix,
    ...(head.history === undefined && tallied.decidedBy && { decidedBy: tallied.decidedBy }),
    tools: tallied.tools.map(lineOf).toSorted(worstFirst),
    agents: tallied.agents.map(lineOf).toSorted(worstFirst),
    rules: tallied.rules
      .map(lineOf)
      .toSorted(worstFirst)
      .map(({ name, ...counts }) => {
        const [before = '', after = ''] = name.split('\n');
        return { before, after, ...counts };
      }),
    kinds,
    isComplete: kinds.every(({ count, listed }) => count === listed),
    differences: differences.toSorted((one, other) => rank(one.severity) - rank(other.severity) || one.position - other.position),
    divergences,
  };
}

/** One difference as it is told. */
export function listedDifference(
  { id: decision, position, input: { agent, session, tool } }: RecordedDecision,
  difference: Difference & Pick<ListedDifference, 'kind' | 'because'>,
  before: Side,
  after: Side,
  { at, ...receipt }: ListedDifference['receipt'] & { readonly at: string },
): ListedDifference {
  return { ...difference, position, decision, at, agent: agent.id, session: session.id, tool, before, after, receipt };
}

export function sideOf(judged: Judgement, policy: PolicyReference | null, explanation: Explanation | null): Side {
  const { verdict, code, rule, reason, obligations, changes } = judged;
  const named = policy && { id: policy.id, revision: policy.revision };
  return { verdict, code, rule, reason, obligations, changes, policy: named, why: explanation && whyOf(explanation) };
}

function whyOf({ fired, failed, reads }: Explanation): Why {
  const texts = (root: 'input' | 'data', paths: string[][] = []) =>
    paths.slice(0, MOST_PATHS).map((path) => pathText(root, path));
  return {
    fired: fired.slice(0, MOST_PLACES),
    failed: failed.slice(0, MOST_PLACES),
    input: texts('input', reads?.input),
    data: texts('data', reads?.data),
    missing: [...texts('input', reads?.missing.input), ...texts('data', reads?.missing.data)].slice(0, MOST_PATHS),
  };
}

function lineOf({ name, differences }: Named): ReportLine {
  const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, differences[severity] ?? 0])) as Record<
    Severity,
    number
  >;
  return { name, total: Object.values(counts).reduce((sum, n) => sum + n, 0), ...counts };
}

function worstFirst(one: ReportLine, other: ReportLine): number {
  for (const severity of SEVERITIES) if (one[severity] !== other[severity]) return other[severity] - one[severity];
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
