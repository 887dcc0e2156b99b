import type { DueRun, Job } from '#libs/jobs';

interface Revivable {
  revive(): Promise<void>;
}

/** Until the next look, and one that comes late. */
const LOOKS_AHEAD = 1.5;

/** Finds out what is due as things stand recorded, at start and ever again, so that no queue has to be relied on. */
export class Reconciler {
  readonly unclear = new Map<string, Error>();
  private readonly timer: NodeJS.Timeout;
  private looking: Promise<void> | undefined;
  private closed = false;

  constructor(
    private readonly jobs: readonly Job[],
    private readonly lanes: readonly Revivable[],
    private readonly put: (job: Job, run: DueRun) => void,
    private readonly everyMs: number,
  ) {
    this.timer = setInterval(() => void this.look(), everyMs).unref();
    void this.look();
  }

  /** One look at a time. Never rejects: what could not be found out is told, and looked at again. */
  look(): Promise<void> {
    return (this.looking ??= this.once().finally(() => (this.looking = undefined)));
  }

  /** Whether no look to come would find it in time. What is later needs no queue until then. */
  mustBePut({ at }: DueRun): boolean {
    return at === undefined || at <= this.horizon().getTime();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.looking;
  }

  private async once(): Promise<void> {
    const until = this.horizon();
    for (const job of this.jobs) {
      if (this.closed) return;
      try {
        for (const run of await job.due(until)) this.put(job, run);
        this.unclear.delete(job.name);
      } catch (error) {
        this.unclear.set(job.name, error as Error);
      }
    }
    // A queue that is away is told of by those who watch it.
    await Promise.allSettled(this.lanes.map((lane) => lane.revive()));
  }

  private horizon(): Date {
    return new Date(Date.now() + this.everyMs * LOOKS_AHEAD);
  }
}
