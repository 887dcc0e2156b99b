import type { Judgement } from '#libs/decision-guards';
import type { Verdict } from '#libs/ruling';
import type { Cause, Difference, Severity } from './difference.js';
import { Deciders, type DecidedBy } from './deciders.js';
import { wasForThePolicy, type RecordedDecision } from './recorded-decision.js';
import { drawOf, Sample, type Drawn } from './sample.js';

/** A difference is direct when the decision alone would have been another one, and else follows from others that would have been. */
export const KINDS = ['direct', 'knock_on'] as const;
export type Kind = (typeof KINDS)[number];

/** Differences of one kind. */
export interface Stratum {
  readonly kind: Kind;
  readonly from: Verdict;
  readonly to: Verdict;
  readonly severity: Severity;
  readonly cause: Cause;
  readonly count: number;
  readonly kept: readonly Drawn[];
}

export type BySeverity = Readonly<Partial<Record<Severity, number>>>;

/** A decision that its own policy does not rule as it was recorded. */
export interface Divergence {
  readonly position: number;
  readonly decision: string;
  readonly recorded: { readonly verdict: Verdict; readonly code: string; readonly rule: string };
  readonly now: { readonly verdict: Verdict; readonly code: string; readonly rule: string };
}

/** What came of one stretch of a ledger, as plain data. Those of all stretches, merged in their order, are what came of the whole. */
export interface Tallied {
  /** That fit the filter. */
  readonly decisions: number;
  /** Stopped before any policy was asked. */
  readonly notReached: number;
  /** What the policy saw is no longer there. */
  readonly factsMissing: number;
  readonly diverged: number;
  readonly divergences: readonly Divergence[];
  /** Also where nothing changed. */
  readonly matrix: readonly { readonly from: Verdict; readonly to: Verdict; readonly count: number }[];
  readonly strata: readonly Stratum[];
  /** Differences by what they are about; beyond the first `MOST_NAMES` of a stretch those with other names count under OTHERS. */
  readonly tools: readonly Named[];
  readonly agents: readonly Named[];
  /** Not there in what was counted before they were counted by session, too. */
  readonly sessions?: readonly Named[];
  /** By `<rule before>\n<rule after>`. */
  readonly rules: readonly Named[];
  /** Of all decisions whose facts are there, by what was in force when they were recorded. Not there in what was counted before that was. */
  readonly decidedBy?: readonly DecidedBy[];
}

export interface Named {
  readonly name: string;
  readonly differences: BySeverity;
}

export const OTHERS = '';
const MOST_NAMES = 1_000;
const MOST_DIVERGENCES = 100;

export interface TallyOptions {
  readonly seed: string;
  /** Differences of each kind that are kept, to be told one by one. */
  readonly kept: number;
}

const NAMED = ['tools', 'agents', 'sessions', 'rules'] as const;
type NamedKind = (typeof NAMED)[number];
type Names = Map<string, Partial<Record<Severity, number>>>;

interface OpenStratum extends Omit<Stratum, 'kept' | 'count'> {
  count: number;
  readonly sample: Sample;
}

/** Counts what a replay finds. */
export class Tally {
  private decisions = 0;
  private notReached = 0;
  private factsMissing = 0;
  private diverged = 0;
  private readonly divergences: Divergence[] = [];
  private readonly matrix = new Map<Verdict, Map<Verdict, number>>();
  private readonly strata = new Map<string, OpenStratum>();
  private readonly names: Readonly<Record<NamedKind, Names>> = {
    tools: new Map(),
    agents: new Map(),
    sessions: new Map(),
    rules: new Map(),
  };

  private readonly deciders = new Deciders();

  constructor(private readonly options: TallyOptions) {}

  /** A decision whose facts are gone is counted, and nothing is guessed of it. */
  addMissing(): void {
    this.decisions += 1;
    this.factsMissing += 1;
  }

  addDivergence(recorded: RecordedDecision, now: Judgement): void {
    this.decisions += 1;
    this.diverged += 1;
    this.deciders.see(recorded);
    if (this.divergences.length >= MOST_DIVERGENCES) return;
    const brief = ({ verdict, code, rule }: Judgement) => ({ verdict, code, rule });
    this.divergences.push({
      position: recorded.position,
      decision: recorded.id,
      recorded: brief(recorded),
      now: brief(now),
    });
  }

  /** Decisions so far, whatever came of them. */
  get size(): number {
    return this.decisions;
  }

  add(
    recorded: RecordedDecision,
    before: Judgement,
    after: Judgement,
    difference: Difference | undefined,
    kind: Kind = 'direct',
  ): void {
    this.decisions += 1;
    this.deciders.see(recorded);
    if (!wasForThePolicy(recorded)) this.notReached += 1;
    this.countMove(before.verdict, after.verdict);
    if (!difference) return;
    const { severity, cause } = difference;
    const { verdict: from } = before;
    const { verdict: to } = after;
    const stratum = this.stratumOf({ kind, from, to, severity, cause });
    stratum.count += 1;
    stratum.sample.offer({ draw: drawOf(this.options.seed, recorded.id), position: recorded.position });
    this.name('tools', recorded.input.tool, severity);
    this.name('agents', recorded.input.agent.id, severity);
    this.name('sessions', recorded.input.session.id, severity);
    this.name('rules', `${before.rule}\n${after.rule}`, severity);
  }

  /** Takes in what came of the stretch that follows. */
  merge(other: Tallied): void {
    this.decisions += other.decisions;
    this.notReached += other.notReached;
    this.factsMissing += other.factsMissing;
    this.diverged += other.diverged;
    this.divergences.push(...other.divergences.slice(0, MOST_DIVERGENCES - this.divergences.length));
    for (const { from, to, count } of other.matrix) this.countMove(from, to, count);
    for (const { kept, count: n, ...kind } of other.strata) {
      const stratum = this.stratumOf(kind);
      stratum.count += n;
      for (const row of kept) stratum.sample.offer(row);
    }
    this.deciders.merge(other.decidedBy);
    for (const kind of NAMED)
      for (const { name, differences } of other[kind] ?? [])
        for (const [severity, n] of Object.entries(differences)) this.name(kind, name, severity as Severity, n);
  }

  result(): Tallied {
    const decidedBy = this.deciders.rows();
    return {
      decisions: this.decisions,
      notReached: this.notReached,
      factsMissing: this.factsMissing,
      diverged: this.diverged,
      divergences: this.divergences,
      matrix: inOrder(this.matrix).flatMap(([from, moves]) => inOrder(moves).map(([to, count]) => ({ from, to, count }))),
      strata: inOrder(this.strata).map(([, { sample, ...stratum }]) => ({ ...stratum, kept: sample.rows() })),
      tools: namesOf(this.names.tools),
      agents: namesOf(this.names.agents),
      sessions: namesOf(this.names.sessions),
      rules: namesOf(this.names.rules),
      ...(decidedBy && { decidedBy }),
    };
  }

  private stratumOf(of: Omit<Stratum, 'kept' | 'count'>): OpenStratum {
    const key = [of.kind, of.from, of.to, of.severity, of.cause].join(' ');
    const known = this.strata.get(key);
    if (known) return known;
    const stratum = { ...of, count: 0, sample: new Sample(this.options.kept) };
    this.strata.set(key, stratum);
    return stratum;
  }

  private name(kind: NamedKind, name: string, severity: Severity, n = 1): void {
    const names = this.names[kind];
    const known = names.get(name) ?? names.get(names.size < MOST_NAMES ? name : OTHERS);
    if (known) known[severity] = (known[severity] ?? 0) + n;
    else names.set(names.size < MOST_NAMES ? name : OTHERS, { [severity]: n });
  }

  private countMove(from: Verdict, to: Verdict, n = 1): void {
    const moves = this.matrix.get(from) ?? new Map<Verdict, number>();
    if (moves.size === 0) this.matrix.set(from, moves);
    moves.set(to, (moves.get(to) ?? 0) + n);
  }
}

function namesOf(names: Names): Named[] {
  return inOrder(names).map(([name, severities]) => ({
    name,
    differences: Object.fromEntries(inOrder(new Map(Object.entries(severities)))),
  }));
}

function inOrder<K extends string, V>(map: ReadonlyMap<K, V>): [K, V][] {
  return [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));
}
