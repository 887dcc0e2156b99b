import { setTimeout as delay } from 'node:timers/promises';
import { Gauge, Histogram } from 'prom-client';
import { LANES, type Lane } from '#libs/jobs';
import type { Logger } from '#platform/telemetry/logging';
import type { Metrics } from '#platform/telemetry/metrics';
import type { JobQueues, LaneState, RunEnd } from './job-queues.js';

const LOOK_EVERY_MS = 5_000;
const ANSWERS_WITHIN_MS = 3_000;
const TOLD_EVERY_MS = 60_000;
const TOLD_AT_MOST = 100;

/** How the queues stood when they were looked at last. */
export interface QueuesState {
  readonly kind: JobQueues['kind'];
  /** Whether they could not be reached; undefined before the first look. */
  readonly isAway: boolean | undefined;
  /** Empty while they are away. */
  readonly lanes: Partial<Readonly<Record<Lane, LaneState>>>;
  /** Jobs of which it could not be found out what is due. */
  readonly unclear: readonly string[];
}

/** Counts and logs what queues tell of their runs and of themselves; made before them. */
export class RunLog {
  private readonly runs: Histogram;
  /** When what went wrong was told last. */
  private readonly told = new Map<string, number>();

  constructor(
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.runs = new Histogram({
      name: 'writ_job_run_seconds',
      help: 'Time of one run of a job, by job and by how it ended: done or failed. What failed is tried again.',
      labelNames: ['job', 'outcome'],
      buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10, 60],
      registers: [metrics.registry],
    });
  }

  ended({ job, run, seconds, error }: RunEnd): void {
    this.runs.observe({ job, outcome: error ? 'failed' : 'done' }, seconds);
    if (error) this.logger.error({ job, run, err: error }, 'job is not done');
  }

  /** Each once a minute: while queues are away the same is heard several times a second. */
  trouble(error: Error): void {
    const reason = reasonOf(error);
    const now = performance.now();
    if (now - (this.told.get(reason) ?? -TOLD_EVERY_MS) < TOLD_EVERY_MS) return;
    if (this.told.size >= TOLD_AT_MOST) this.told.clear();
    this.told.set(reason, now);
    this.logger.warn({ reason }, 'a queue of jobs has trouble');
  }
}

/** Depth, age and failures of the queues as metrics and for `/readyz`, and a word in the log when they go away or come back. */
export class QueueWatch {
  private readonly gauges: ReturnType<typeof gaugesIn>;
  private readonly timer: NodeJS.Timeout;
  private looking: Promise<QueuesState> | undefined;
  /** How many were given up when that was told last. */
  private readonly told = new Map<Lane, number>(LANES.map((lane) => [lane, 0]));
  /** Whether the log says that they are away. */
  private isToldAway = false;
  private last: Pick<QueuesState, 'isAway' | 'lanes'> = { isAway: undefined, lanes: {} };

  constructor(
    private readonly queues: JobQueues,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.gauges = gaugesIn(metrics);
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
    void this.look();
  }

  get state(): QueuesState {
    const { kind, unclear } = this.queues;
    return { kind, ...this.last, unclear: [...unclear.keys()] };
  }

  /** One look at a time; never rejects. */
  look(): Promise<QueuesState> {
    return (this.looking ??= this.once().finally(() => (this.looking = undefined)));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async once(): Promise<QueuesState> {
    const wasAway = this.last.isAway;
    try {
      const states = await inTime(Promise.all(LANES.map((lane) => this.queues.state(lane))));
      this.last = { isAway: false, lanes: Object.fromEntries(LANES.map((lane, index) => [lane, states[index]])) };
      if (this.isToldAway) this.logger.info({ queues: this.queues.kind }, 'the queues of jobs are there again');
      this.isToldAway = false;
      await this.tellGivenUp();
    } catch (error) {
      this.last = { isAway: true, lanes: {} };
      // At the first look they are still being connected to.
      if (wasAway !== undefined && !this.isToldAway) {
        this.isToldAway = true;
        this.logger.error(
          { queues: this.queues.kind, reason: reasonOf(error) },
          'the queues of jobs are away; decisions and read models go on',
        );
      }
    }
    this.show();
    for (const [job, { message }] of this.queues.unclear)
      this.logger.error({ job, reason: message }, 'it is not clear what is due');
    return this.state;
  }

  private async tellGivenUp(): Promise<void> {
    for (const lane of LANES) {
      const failed = this.last.lanes[lane]?.failed ?? 0;
      const isNews = failed > (this.told.get(lane) ?? 0);
      this.told.set(lane, failed);
      if (!isNews) continue;
      for (const run of await inTime(this.queues.givenUp(lane))) this.logger.error({ lane, ...run }, 'job was given up for now');
    }
  }

  private show(): void {
    const { depth, oldest, up } = this.gauges;
    up.set(this.last.isAway ? 0 : 1);
    for (const [lane, { oldestSeconds, ...counts }] of Object.entries(this.last.lanes)) {
      oldest.set({ lane }, oldestSeconds);
      for (const [state, count] of Object.entries(counts)) depth.set({ lane, state }, count);
    }
  }
}

function gaugesIn({ registry }: Metrics) {
  const registers = [registry];
  return {
    depth: new Gauge({
      name: 'writ_jobs',
      help: 'Runs of jobs in the queues, by lane and state: waiting, delayed (for their time or another attempt), active, failed (given up after all attempts, tried once more every ten minutes).',
      labelNames: ['lane', 'state'],
      registers,
    }),
    oldest: new Gauge({
      name: 'writ_jobs_oldest_seconds',
      help: 'How long the run that waits longest could have been taken already, by lane.',
      labelNames: ['lane'],
      registers,
    }),
    up: new Gauge({ name: 'writ_job_queues_up', help: 'Whether the queues of jobs can be reached.', registers }),
  };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const abort = new AbortController();
  const late = delay(ANSWERS_WITHIN_MS, undefined, { signal: abort.signal, ref: false }).then(
    () => Promise.reject(new Error('no answer in time')),
    () => work,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    abort.abort();
  }
}

/** What a driver says can hold a host or a user; its code holds neither. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: string };
  return typeof code === 'string' ? code : (message ?? 'unknown');
}
