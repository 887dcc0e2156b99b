import type { DueRun } from '#libs/jobs';

/** Runs that wait for their queue, at most: what is asked for beyond them is found by the next look. */
const MOST = 10_000;
const AT_ONCE = 200;
const PAUSE_MS = 1_000;

/** Runs of one lane on their way into its queue, in the order in which they were asked for. Whoever asks never waits. */
export class RequestedRuns<Run extends DueRun = DueRun> {
  private readonly waiting = new Map<string, Run>();
  /** When those are due that the queue took and that wait there for their time. */
  private readonly taken = new Map<string, number>();
  private adding: Promise<void> | undefined;
  private pause: NodeJS.Timeout | undefined;
  private closed = false;

  /** `add` gives back what it put into the queue, and rejects when that is away: then it is tried again. */
  constructor(
    private readonly keyOf: (run: Run) => string,
    private readonly add: (runs: readonly Run[]) => Promise<readonly Run[]>,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * What a queue was given for its time already is not put there again: many events may ask for one run. `anew`: it is, for the
   * queue may have lost it.
   */
  request(run: Run, anew = false): void {
    if (this.closed || this.waiting.size >= MOST) return;
    const key = this.keyOf(run);
    if (!anew && run.at !== undefined && this.taken.get(key) === run.at && this.now() < run.at) return;
    this.waiting.set(key, run);
    if (this.pause === undefined) this.adding ??= this.work();
  }

  /** The queue is there (again): nobody has to wait for the next attempt. */
  goOn(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
    if (!this.closed) this.adding ??= this.work();
  }

  /** Resolves when what is under way is over. What still waits is given up. */
  async close(): Promise<void> {
    this.closed = true;
    this.waiting.clear();
    clearTimeout(this.pause);
    await this.adding;
  }

  private async work(): Promise<void> {
    // Whoever asks in the same moment goes along.
    await Promise.resolve();
    try {
      while (this.waiting.size > 0) {
        const runs = [...this.waiting].slice(0, AT_ONCE);
        const put = new Set(await this.add(runs.map(([, run]) => run)));
        for (const [key, run] of runs) if (this.waiting.get(key) === run) this.waiting.delete(key);
        this.remember(runs.filter(([, run]) => put.has(run)));
      }
    } catch {
      this.tryAgainLater();
    }
    this.adding = undefined;
  }

  private remember(runs: readonly (readonly [string, Run])[]): void {
    const now = this.now();
    for (const [key, at] of this.taken) if (at <= now) this.taken.delete(key);
    for (const [key, { at = now }] of runs) if (at > now && this.taken.size < MOST) this.taken.set(key, at);
  }

  private tryAgainLater(): void {
    if (this.closed) return;
    this.pause = setTimeout(() => this.goOn(), PAUSE_MS).unref();
  }
}
