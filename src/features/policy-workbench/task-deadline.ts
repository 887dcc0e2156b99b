import { monotonicMs } from './tool-tasks.js';

/** What a thread keeps free between its last compiler run and its end. */
const MARGIN_MS = 1_000;

/** How long a task may still take: read by the thread that works on it, enforced by the one that waits for it. */
export class TaskDeadline {
  /** For the thread: see ToolOrder. */
  readonly endsAt = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.set(Math.max(0, ms - MARGIN_MS), ms);
  }

  /** Aborts when the thread has to be terminated. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** No compiler is started from now on; the thread has `ms` to come to an end. */
  stopWithin(ms: number): void {
    this.set(0, ms);
  }

  /** The task is over. */
  clear(): void {
    clearTimeout(this.timer);
  }

  private set(compilingMs: number, ms: number): void {
    this.endsAt[0] = monotonicMs() + compilingMs;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller.abort(), ms);
  }
}
