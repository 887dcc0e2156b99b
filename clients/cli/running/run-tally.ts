import { VERDICTS, type Verdict } from '#libs/ruling';
import { percentile } from './percentile.js';
import type { Ending } from '../showing/problem.js';
import { type Column, table } from '../showing/table.js';

const OUTCOMES = ['succeeded', 'failed', 'refused', 'unknown', 'already recorded'] as const;
type OutcomeStatus = (typeof OUTCOMES)[number];

interface ToolTally {
  readonly verdicts: Map<Verdict, number>;
  readonly outcomes: Map<OutcomeStatus, number>;
  refused: number;
}

/** What a run has come to so far. */
export class RunTally {
  /** Attempts repeated after a temporary failure. */
  retries = 0;
  seconds = 0;
  /** Why the run stopped early, when the server stayed away too long. */
  gaveUp: Ending | undefined;
  private readonly tools = new Map<string, ToolTally>();
  private readonly latencies: number[] = [];
  private readonly codes = new Map<string, number>();
  private lastPosition = 0;
  private undecidedCalls = 0;

  decided(tool: string, verdict: Verdict, position: number): void {
    increment(this.of(tool).verdicts, verdict);
    this.lastPosition = Math.max(this.lastPosition, position);
  }

  outcome(tool: string, status: OutcomeStatus): void {
    increment(this.of(tool).outcomes, status);
  }

  /** The server answered with a problem document instead of deciding. */
  undecided(tool: string, code: string): void {
    this.undecidedCalls += 1;
    this.refused(tool, code);
  }

  /** The call was decided, but its outcome was not taken. */
  outcomeRefused(tool: string, code: string): void {
    this.refused(tool, code);
  }

  /** Milliseconds of one answered decision; waiting for a server that was away is not in it. */
  latency(ms: number): void {
    this.latencies.push(ms);
  }

  get decisions(): number {
    return sum([...this.tools.values()].flatMap(({ verdicts }) => [...verdicts.values()]));
  }

  get refusals(): number {
    return sum([...this.codes.values()]);
  }

  /** Calls that were answered, decided or not. */
  get attempted(): number {
    return this.decisions + this.undecidedCalls;
  }

  /** For --json. Times in milliseconds, rates per second. */
  document(calls: number, sessions: number): Record<string, unknown> {
    const tools = this.sortedTools().map(([tool, { verdicts, outcomes, refused }]) => ({
      tool,
      verdicts: Object.fromEntries(verdicts),
      outcomes: Object.fromEntries(outcomes),
      refused,
    }));
    return {
      calls,
      sessions,
      decided: this.decisions,
      verdicts: Object.fromEntries(this.totals('verdicts')),
      outcomes: Object.fromEntries(this.totals('outcomes')),
      refused: Object.fromEntries(this.codes),
      retries: this.retries,
      seconds: round(this.seconds),
      callsPerSecond: round(this.perSecond),
      latencyMs: { p50: round(this.p(0.5)), p99: round(this.p(0.99)), max: round(this.p(1)) },
      lastPosition: this.lastPosition,
      tools,
    };
  }

  /** For a human: a row per tool, most calls first, a column per verdict and outcome that occurred, and the speed. */
  lines(calls: number, sessions: number): string[] {
    const verdicts = VERDICTS.filter((verdict) => this.totals('verdicts').has(verdict));
    const outcomes = OUTCOMES.filter((outcome) => this.totals('outcomes').has(outcome));
    const rows = this.sortedTools().map(([tool, tally]) => [
      tool,
      String(callsOf(tally)),
      ...verdicts.map((verdict) => shownCount(tally.verdicts.get(verdict))),
      ...outcomes.map((outcome) => shownCount(tally.outcomes.get(outcome))),
      ...(this.refusals > 0 ? [shownCount(tally.refused)] : []),
    ]);
    const totals = ['total', ...(rows[0] ?? []).slice(1).map((_, n) => shownCount(sum(rows.map((row) => Number(row[n + 1])))))];
    const titles = ['decided', ...verdicts, ...outcomes, ...(this.refusals > 0 ? ['errors'] : [])];
    const columns: Column[] = [{ title: 'tool' }, ...titles.map((title): Column => ({ title, align: 'right' }))];
    return [...table(columns, [...rows, totals], true), '', ...this.closing(calls, sessions)];
  }

  private closing(calls: number, sessions: number): string[] {
    const codes = [...this.codes].map(([code, count]) => `${code} ${count}`).join(', ');
    return [
      `${this.decisions} of ${calls} calls of ${sessions} sessions decided in ${this.seconds.toFixed(1)} s: ${this.perSecond.toFixed(0)} calls/s`,
      `decision latency p50 ${this.p(0.5)?.toFixed(1) ?? '-'} ms, p99 ${this.p(0.99)?.toFixed(1) ?? '-'} ms; ${this.retries} retries`,
      `last decision at ledger position ${this.lastPosition}`,
      ...(codes === '' ? [] : [`refused: ${codes}`]),
    ];
  }

  private sortedTools(): [string, ToolTally][] {
    return [...this.tools].toSorted(([a, x], [b, y]) => callsOf(y) - callsOf(x) || (a < b ? -1 : 1));
  }

  private totals<K extends 'verdicts' | 'outcomes'>(kind: K): Map<string, number> {
    const totals = new Map<string, number>();
    for (const tally of this.tools.values()) for (const [name, count] of tally[kind]) increment(totals, name, count);
    return totals;
  }

  private refused(tool: string, code: string): void {
    this.of(tool).refused += 1;
    increment(this.codes, code);
  }

  private get perSecond(): number {
    return this.seconds > 0 ? this.decisions / this.seconds : 0;
  }

  private p(q: number): number | undefined {
    return percentile(this.latencies, q);
  }

  private of(tool: string): ToolTally {
    let tally = this.tools.get(tool);
    if (!tally) this.tools.set(tool, (tally = { verdicts: new Map(), outcomes: new Map(), refused: 0 }));
    return tally;
  }
}

function callsOf(tally: ToolTally): number {
  return sum([...tally.verdicts.values()]);
}

function shownCount(count: number | undefined): string {
  return String(count ?? 0);
}

function increment<K>(counts: Map<K, number>, key: K, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function round(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 100) / 100;
}
