import type { Job, JobFailure } from './job.js';
import { JobQueue } from './job-queue.js';

const LOOK_EVERY_MS = 60_000;

/**
 * Runs jobs in this process: what is asked for at once, and what was missed, because whoever should have asked is gone, at the
 * next look. Any number of processes may run the same jobs.
 */
export class JobRunner {
  private readonly queues: ReadonlyMap<string, JobQueue>;
  private readonly looks: NodeJS.Timeout;

  constructor(jobs: readonly Job[], lookEveryMs = LOOK_EVERY_MS) {
    this.queues = new Map(jobs.map((job) => [job.name, new JobQueue(job)]));
    if (this.queues.size !== jobs.length) throw new Error('two jobs have the same name');
    this.looks = setInterval(() => this.look(), lookEveryMs).unref();
    this.look();
  }

  get failures(): readonly JobFailure[] {
    return [...this.queues.values()].flatMap(({ failures }) => failures);
  }

  /** Runs it soon. Nothing is written down here: the job finds it due itself, should this process end before. */
  request(name: string, id: string): void {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`there is no job ${name}`);
    queue.add(id);
  }

  /** Resolves when the runs under way are over. */
  async close(): Promise<void> {
    clearInterval(this.looks);
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  private look(): void {
    for (const queue of this.queues.values()) queue.add(null);
  }
}
