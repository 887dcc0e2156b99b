import type { Job, JobFailure } from './job.js';

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 60_000;

/** The runs of one job: one at a time, in order. A run that fails is tried again later, ever later; the others go on. */
export class JobQueue {
  /** Run ids, and null for finding out what is due. */
  private readonly waiting = new Set<string | null>();
  private readonly failing = new Map<string | null, JobFailure>();
  private readonly retries = new Map<string | null, NodeJS.Timeout>();
  private working: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly job: Job) {}

  get failures(): readonly JobFailure[] {
    return [...this.failing.values()];
  }

  /** A run that waits after a failure keeps waiting; one that is under way is run again when it is over. */
  add(id: string | null): void {
    if (this.closed || this.retries.has(id)) return;
    this.waiting.add(id);
    this.working ??= this.work();
  }

  /** Resolves when the run under way is over; no other begins. */
  async close(): Promise<void> {
    this.closed = true;
    this.waiting.clear();
    for (const retry of this.retries.values()) clearTimeout(retry);
    await this.working;
  }

  private async work(): Promise<void> {
    // Whoever asks for a run does not wait for its first step.
    await Promise.resolve();
    for (const id of this.waiting) {
      this.waiting.delete(id);
      try {
        await this.attempt(id);
        this.failing.delete(id);
      } catch (error) {
        this.fail(id, error as Error);
      }
    }
    this.working = undefined;
  }

  private async attempt(id: string | null): Promise<void> {
    if (id !== null) return this.job.run(id);
    for (const due of await this.job.due()) this.add(due);
  }

  private fail(id: string | null, error: Error): void {
    const before = this.failing.get(id);
    const attempts = (before?.attempts ?? 0) + 1;
    this.failing.set(id, { job: this.job.name, id, error, attempts, since: before?.since ?? Date.now() });
    if (this.closed) return;
    const wait = Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
    const again = (): void => {
      this.retries.delete(id);
      this.add(id);
    };
    this.retries.set(id, setTimeout(again, wait).unref());
  }
}
