import { LANES, type DueRun, type Job, type Lane } from '#libs/jobs';
import { LaneRunner, USUAL_PACE, type Pace } from './lane-runner.js';
import type { Processor, QueueBackend } from './queue-backend.js';
import { Reconciler } from './reconciler.js';

/** How one lane stands. */
export interface LaneState {
  readonly waiting: number;
  /** For their time, or for another attempt. */
  readonly delayed: number;
  readonly active: number;
  /** Given up after all attempts, for now. */
  readonly failed: number;
  /** How long the run that waits longest could have been taken already. */
  readonly oldestSeconds: number;
}

export interface GivenUp {
  readonly job: string;
  readonly run: string;
  readonly reason: string;
  readonly attempts: number;
}

/** How a run ended, for those who count and log. */
export interface RunEnd {
  readonly job: string;
  readonly run: string;
  readonly seconds: number;
  readonly error?: Error;
}

export interface JobQueuesOptions {
  readonly backend: QueueBackend;
  readonly jobs: readonly Job[];
  readonly pace?: Pace;
  readonly ended?: (end: RunEnd) => void;
  /** What goes wrong between here and a queue; it is tried again by itself. */
  readonly trouble?: (error: Error) => void;
}

const SHOWN = 20;

/**
 * Runs jobs over queues. What is in a queue is a hint when to look and nothing more: a run finds in the ledger what there is to do,
 * and what no queue knows of is found by looking, at start and every minute. Any number of processes may run the same jobs.
 */
export class JobQueues {
  private readonly jobs: ReadonlyMap<string, Job>;
  private readonly lanes: ReadonlyMap<Lane, LaneRunner>;
  private readonly reconciler: Reconciler;

  constructor(private readonly options: JobQueuesOptions) {
    const { backend, jobs, pace = USUAL_PACE, trouble = () => undefined } = options;
    this.jobs = new Map(jobs.map((job) => [job.name, job]));
    if (this.jobs.size !== jobs.length) throw new Error('two jobs have the same name');
    this.lanes = new Map(LANES.map((lane) => [lane, new LaneRunner(backend, lane, this.process, pace, trouble)]));
    this.reconciler = new Reconciler(jobs, [...this.lanes.values()], (job, run) => this.put(job, run, true), pace.lookEveryMs);
  }

  get kind(): QueueBackend['kind'] {
    return this.options.backend.kind;
  }

  /** Jobs of which it could not be found out what is due, and why. */
  get unclear(): ReadonlyMap<string, Error> {
    return this.reconciler.unclear;
  }

  /**
   * Runs it at that time, or soon. Never waits and never fails: should this be lost, the job is found due. What is later than the next
   * look is left to looking.
   */
  request(name: string, id: string, at?: number): void {
    const job = this.jobs.get(name);
    if (!job) throw new Error(`there is no job ${name}`);
    this.put(job, { id, ...(at !== undefined && { at }) });
  }

  /** Looks for what is due now, and puts it into the queues. */
  look(): Promise<void> {
    return this.reconciler.look();
  }

  /** Rejects while the queue cannot be reached. */
  async state(lane: Lane): Promise<LaneState> {
    const queue = this.laneOf(lane).connected();
    const [counts, [oldest]] = await Promise.all([
      queue.getJobCounts('waiting', 'delayed', 'active', 'failed'),
      queue.getJobs(['waiting'], 0, 0, true),
    ]);
    const since = oldest ? oldest.timestamp + (oldest.opts.delay ?? 0) : undefined;
    const count = (state: string): number => counts[state] ?? 0;
    return {
      waiting: count('waiting'),
      delayed: count('delayed'),
      active: count('active'),
      failed: count('failed'),
      oldestSeconds: since === undefined ? 0 : Math.max(0, (Date.now() - since) / 1_000),
    };
  }

  /** The newest that were given up. Rejects while the queue cannot be reached. */
  async givenUp(lane: Lane): Promise<readonly GivenUp[]> {
    const failed = await this.laneOf(lane)
      .connected()
      .getFailed(0, SHOWN - 1);
    return failed.map(({ name: job, data: { run }, failedReason: reason, attemptsMade: attempts }) => ({
      job,
      run,
      reason,
      attempts,
    }));
  }

  /** Resolves when the runs under way are over. */
  async close(): Promise<void> {
    await this.reconciler.close();
    await Promise.all([...this.lanes.values()].map((lane) => lane.close()));
    await this.options.backend.close();
  }

  /** Thousands of requests a day whose time never comes, as they are answered before it, cost a queue nothing. */
  private put(job: Job, run: DueRun, anew = false): void {
    if (this.reconciler.mustBePut(run)) this.laneOf(job.lane).request(job, run, anew);
  }

  private laneOf(lane: Lane): LaneRunner {
    const found = this.lanes.get(lane);
    if (!found) throw new Error(`there is no lane ${lane}`);
    return found;
  }

  private readonly process: Processor = async ({ name, data: { run } }) => {
    const began = performance.now();
    const ended = (error?: Error): void =>
      this.options.ended?.({ job: name, run, seconds: (performance.now() - began) / 1_000, ...(error && { error }) });
    try {
      const job = this.jobs.get(name);
      // A newer version may have put it there: one of its workers will take it.
      if (!job) throw new Error(`there is no job ${name} in this version`);
      for (const next of (await job.run(run)) ?? []) this.request(next.job, next.id, next.at);
      ended();
    } catch (error) {
      ended(error as Error);
      throw error;
    }
  };
}
