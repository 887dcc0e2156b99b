import { setTimeout as delay } from 'node:timers/promises';
import { queueId, type DueRun, type Job, type Lane } from '#libs/jobs';
import type { LaneQueue, LaneWorker, Processor, QueueBackend } from './queue-backend.js';
import { RequestedRuns } from './requested-runs.js';

/** How hard a run is tried, and how soon another worker takes over what one left behind. */
export interface Pace {
  readonly attempts: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** What a worker holds without saying that it still does is taken from it. */
  readonly heldMs: number;
  /** After so long what was given up is tried once more. */
  readonly reviveMs: number;
  readonly lookEveryMs: number;
}

export const USUAL_PACE: Pace = {
  attempts: 12,
  firstRetryMs: 500,
  longestRetryMs: 60_000,
  heldMs: 20_000,
  reviveMs: 600_000,
  lookEveryMs: 60_000,
};

const CONCURRENCY: Readonly<Record<Lane, number>> = { ledger: 8, heavy: 2, outside: 16 };
const KEPT_FAILURES = 1_000;
const KEPT_SECONDS = 7 * 24 * 3_600;
const REVIVED_AT_ONCE = 1_000;
const LOST_OFTEN = 1_000;
const LONGEST_PAUSE_MS = 5_000;
/** Runs that are put one by one: in PostgreSQL a bulk makes tables of its own, which takes five times as long as one run. */
const FEW = 4;
const CLOSES_WITHIN_MS = 8_000;

type LaneRun = DueRun & { readonly job: Job };

async function isWanted({ job, id }: LaneRun): Promise<boolean> {
  return job.isWanted?.(id).catch(() => true) ?? true;
}

/** The queue of one lane and the worker that takes from it. Away at the start or later, it is connected to again by itself. */
export class LaneRunner {
  private queue: LaneQueue | undefined;
  private worker: LaneWorker | undefined;
  private readonly requested: RequestedRuns<LaneRun>;
  private readonly closing = new AbortController();

  constructor(
    private readonly backend: QueueBackend,
    readonly lane: Lane,
    private readonly process: Processor,
    private readonly pace: Pace,
    private readonly trouble: (error: Error) => void,
  ) {
    this.requested = new RequestedRuns<LaneRun>(
      ({ job, id }) => queueId(job.name, id),
      (runs) => this.add(runs),
    );
    void this.open();
  }

  /** `anew`: whether or not the queue was given it before. */
  request(job: Job, { id, at }: DueRun, anew = false): void {
    this.requested.request({ job, id, ...(at !== undefined && { at }) }, anew);
  }

  /** Throws while there is no connection. */
  connected(): LaneQueue {
    if (!this.queue) throw new Error('the queue was not reached yet');
    return this.queue;
  }

  /** What was given up some time ago is tried once more: what it stumbled over may be gone. */
  async revive(): Promise<void> {
    await this.connected().retryJobs({ state: 'failed', count: REVIVED_AT_ONCE, timestamp: Date.now() - this.pace.reviveMs });
  }

  /** Resolves when the runs under way are over, or have taken too long to wait for. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.requested.close();
    // What was never reached has nothing under way.
    const done = Promise.allSettled([this.worker?.close(this.queue === undefined), this.queue?.close()]);
    await Promise.race([done, delay(CLOSES_WITHIN_MS, undefined, { ref: false })]);
  }

  /** Gives back those that are wanted, which are in the queue now. */
  private async add(runs: readonly LaneRun[]): Promise<readonly LaneRun[]> {
    const queue = this.connected();
    const areWanted = await Promise.all(runs.map(isWanted));
    const wanted = runs.filter((_, n) => areWanted[n]);
    const now = Date.now();
    const entries = wanted.map((run) => this.entryOf(run, now));
    if (entries.length > FEW) await queue.addBulk(entries);
    else await Promise.all(entries.map(({ name, data, opts }) => queue.add(name, data, opts)));
    return wanted;
  }

  private entryOf({ job, id, at }: LaneRun, now: number) {
    return {
      name: job.name,
      data: { run: id },
      opts: {
        jobId: queueId(job.name, id),
        ...(at !== undefined && at > now && { delay: Math.ceil(at - now) }),
        attempts: this.pace.attempts,
        backoff: { type: 'custom' },
        removeOnComplete: true,
        removeOnFail: { count: KEPT_FAILURES, age: KEPT_SECONDS },
        stackTraceLimit: 1,
      },
    };
  }

  private async open(): Promise<void> {
    const { signal } = this.closing;
    for (let pause = 100; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const [queue, worker] = [this.backend.queue(this.lane), this.newWorker()];
      queue.on('error', this.trouble);
      worker.on('error', this.trouble);
      this.worker = worker;
      try {
        await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
        this.queue = queue;
        this.requested.goOn();
        return;
      } catch {
        await Promise.allSettled([worker.close(true), queue.close()]);
        await delay(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private newWorker(): LaneWorker {
    const { heldMs, firstRetryMs, longestRetryMs } = this.pace;
    return this.backend.worker(this.lane, this.process, {
      concurrency: CONCURRENCY[this.lane],
      lockDuration: heldMs,
      stalledInterval: heldMs / 2,
      // Whoever dies holding it is no fault of the run.
      maxStalledCount: LOST_OFTEN,
      runRetryDelay: 1_000,
      settings: {
        backoffStrategy: (attempts) =>
          Math.round(Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs) * (0.5 + Math.random() / 2)),
      },
    });
  }
}
