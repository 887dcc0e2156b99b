import { VERDICTS, type Verdict } from '#libs/ruling';
import { percentile } from './percentile.js';
import type { WritProblem } from '../../contract/problem.js';
import type { RecordedCall } from '../reading/call-file.js';
import type { Ending } from '../showing/problem.js';
import { shown } from '../showing/screen.js';
import { type Column, table } from '../showing/table.js';

const OUTCOMES = ['succeeded', 'failed', 'refused', 'unknown', 'already recorded'] as const;
type OutcomeStatus = (typeof OUTCOMES)[number];

/** A call of the file that the server refused to decide, or whose outcome it refused to take. */
interface RefusedCall {
  readonly line: number;
  readonly session: string;
  readonly seq: number;
  readonly tool: string;
  readonly step: 'decision' | 'outcome';
  readonly code: string;
  readonly detail: string;
}

type Place = Pick<RecordedCall, 'line' | 'session' | 'seq' | 'tool'>;

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
  private readonly refusedCalls: RefusedCall[] = [];
  /** Lines by what is known of them. */
  private readonly answered = new Set<number>();
  private readonly unanswered = new Set<number>();
  private readonly untold = new Set<number>();

  sent({ line }: Place): void {
    this.unanswered.add(line);
  }

  decided({ line, tool }: Place, verdict: Verdict, position: number): void {
    this.unanswered.delete(line);
    this.answered.add(line);
    increment(this.of(tool).verdicts, verdict);
    this.lastPosition = Math.max(this.lastPosition, position);
  }

  outcome({ line, tool }: Place, status: OutcomeStatus): void {
    this.untold.delete(line);
    increment(this.of(tool).outcomes, status);
  }

  /** The server answered with a problem document instead of deciding. */
  undecided(call: Place, problem: Pick<WritProblem, 'code' | 'detail'>): void {
    this.unanswered.delete(call.line);
    this.answered.add(call.line);
    this.undecidedCalls += 1;
    this.refused(call, 'decision', problem);
  }

  /** The call was decided, but its outcome was not taken. */
  outcomeRefused(call: Place, problem: Pick<WritProblem, 'code' | 'detail'>): void {
    this.untold.delete(call.line);
    this.refused(call, 'outcome', problem);
  }

  /** Until it is answered nobody knows whether the outcome arrived. */
  outcomeSent({ line }: Place): void {
    this.untold.add(line);
  }

  /** Milliseconds of one answered decision; waiting for a server that was away is not in it. */
  latency(ms: number): void {
    this.latencies.push(ms);
  }

  get decisions(): number {
    return sum([...this.tools.values()].flatMap(({ verdicts }) => [...verdicts.values()]));
  }

  /** The run came to its end: all was sent, or it was stopped or given up on purpose. */
  isEnded = false;

  get refusals(): number {
    return sum([...this.codes.values()]);
  }

  /** Calls that were answered, decided or not. */
  get attempted(): number {
    return this.decisions + this.undecidedCalls;
  }

  /** For --json. Times in milliseconds, rates per second. `lines` are those of all calls of the file. */
  document(calls: number, sessions: number, lines: readonly number[] = []): Record<string, unknown> {
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
      refusals: this.refusalsByLine,
      unanswered: sorted(this.unanswered),
      outcomesUntold: sorted(this.untold),
      notSent: this.notSent(lines),
      retries: this.retries,
      seconds: round(this.seconds),
      callsPerSecond: round(this.perSecond),
      latencyMs: { p50: round(this.p(0.5)), p99: round(this.p(0.99)), max: round(this.p(1)) },
      lastPosition: this.lastPosition,
      tools,
    };
  }

  /** For a human: a row per tool, most calls first, a column per verdict and outcome that occurred, and the speed. */
  lines(calls: number, sessions: number, lines: readonly number[] = []): string[] {
    const verdicts = VERDICTS.filter((verdict) => this.totals('verdicts').has(verdict));
    const outcomes = OUTCOMES.filter((outcome) => this.totals('outcomes').has(outcome));
    const rows = this.sortedTools().map(([tool, tally]) => [
      shown(tool),
      String(callsOf(tally)),
      ...verdicts.map((verdict) => shownCount(tally.verdicts.get(verdict))),
      ...outcomes.map((outcome) => shownCount(tally.outcomes.get(outcome))),
      ...(this.refusals > 0 ? [shownCount(tally.refused)] : []),
    ]);
    const totals = ['total', ...(rows[0] ?? []).slice(1).map((_, n) => shownCount(sum(rows.map((row) => Number(row[n + 1])))))];
    const titles = ['decided', ...verdicts, ...outcomes, ...(this.refusals > 0 ? ['errors'] : [])];
    const columns: Column[] = [{ title: 'tool' }, ...titles.map((title): Column => ({ title, align: 'right' }))];
    return [
      ...table(columns, [...rows, totals], { hasTotal: true }),
      '',
      ...this.closing(calls, sessions),
      ...this.missing(lines),
    ];
  }

  /** The lines of the file that are not in the ledger as they stand, with what is known of each. */
  private missing(lines: readonly number[]): string[] {
    const told: [string, readonly number[]][] = [
      ['sent, but not answered', sorted(this.unanswered)],
      ['decided, but the outcome was not answered', sorted(this.untold)],
      ['not sent', this.notSent(lines)],
    ];
    return [
      ...this.refusalsByLine.map(({ line, step, code, detail }) => shown(`line ${line}: ${step} refused: ${code}: ${detail}`)),
      ...told.filter(([, which]) => which.length > 0).map(([what, which]) => `${what}: ${inRanges(which)}`),
    ];
  }

  private get refusalsByLine(): readonly RefusedCall[] {
    return this.refusedCalls.toSorted((a, b) => a.line - b.line);
  }

  private notSent(lines: readonly number[]): number[] {
    return lines.filter((line) => !this.answered.has(line) && !this.unanswered.has(line)).toSorted((a, b) => a - b);
  }

  private closing(calls: number, sessions: number): string[] {
    const codes = [...this.codes].map(([code, count]) => `${shown(code)} ${count}`).join(', ');
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

  private refused(
    { line, session, seq, tool }: Place,
    step: RefusedCall['step'],
    problem: Pick<WritProblem, 'code' | 'detail'>,
  ): void {
    const { code, detail } = problem;
    this.of(tool).refused += 1;
    increment(this.codes, code);
    this.refusedCalls.push({ line, session, seq, tool, step, code, detail });
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

function sorted(lines: ReadonlySet<number>): number[] {
  return [...lines].toSorted((a, b) => a - b);
}

/** `line 3`, or `lines 3, 7-12`. */
function inRanges(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  const texts = ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return `${lines.length === 1 ? 'line' : 'lines'} ${texts.join(', ')}`;
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
