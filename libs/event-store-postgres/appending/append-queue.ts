import type { PreparedAppend } from '#libs/append-planning';
import { LedgerUnavailableError, type AppendReceipt } from '#libs/event-sourcing';

/** An append whose caller waits. */
export interface PendingAppend extends PreparedAppend {
  /** Its place among all appends of this process: a line's go in their order, whatever happens to batches. */
  readonly turn: number;
  /** Milliseconds of the monotonic clock after which the caller is told that the outcome is not known. */
  readonly deadline: number;
  readonly resolve: (receipt: AppendReceipt) => void;
  readonly reject: (error: Error) => void;
  /** Its caller has been answered; whatever happens to it now is not told. */
  answered: boolean;
  /** It may already be in the ledger: look before appending it again. */
  doubtful: boolean;
  /** It failed in company: try it by itself, so that one bad append cannot fail others. */
  alone: boolean;
  failures: number;
  /** Why it is not in yet, if anything went wrong. */
  lastError: unknown;
}

export interface QueueLimits {
  /** Appends waiting or in flight; more are refused at once. */
  readonly maxPending: number;
  /** Their summed size in characters. */
  readonly maxPendingSize: number;
  readonly maxBatchEvents: number;
  readonly maxBatchSize: number;
}

/** Appends on their way into the ledger: bounded in number, size and time, and at most one per event id. */
export class AppendQueue {
  private waiting: PendingAppend[] = [];
  private readonly pending = new Set<PendingAppend>();
  private readonly byId = new Map<string, Promise<unknown>>();
  private size = 0;
  private turns = 0;
  private wake: (() => void) | undefined;

  constructor(private readonly limits: QueueLimits) {}

  /** Appends whose callers wait. */
  get waitingNow(): number {
    return this.pending.size;
  }

  /** Resolves when an append with one of the same event ids is done; undefined when there is none. */
  sameIds(append: PreparedAppend): Promise<unknown> | undefined {
    for (const { event } of append.events) {
      const other = this.byId.get(event.id);
      if (other) return other;
    }
    return undefined;
  }

  add(append: PreparedAppend, deadline: number): Promise<AppendReceipt> {
    if (this.pending.size >= this.limits.maxPending || (this.size > 0 && this.size + append.size > this.limits.maxPendingSize)) {
      append.line?.break();
      return Promise.reject(new LedgerUnavailableError('too many appends are waiting for the ledger'));
    }
    const turn = (this.turns += 1);
    const answer = new Promise<AppendReceipt>((resolve, reject) => {
      const item: PendingAppend = {
        ...append,
        turn,
        deadline,
        resolve,
        reject,
        answered: false,
        doubtful: false,
        alone: false,
        failures: 0,
        lastError: undefined,
      };
      this.pending.add(item);
      this.waiting.push(item);
    });
    const done = answer.catch(() => {});
    for (const { event } of append.events) this.byId.set(event.id, done);
    this.size += append.size;
    this.wake?.();
    return answer;
  }

  /** Resolves in the turn after something is waiting, so that everything appended in one turn travels together. */
  async filled(): Promise<void> {
    if (this.waiting.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets `filled` return although nothing waits. */
  nudge(): void {
    this.wake?.();
  }

  /** The longest-waiting appends that fit one batch; only half of what waits when that is at least `halveFrom`. */
  take(halveFrom = Infinity): PendingAppend[] {
    const most = this.waiting.length >= halveFrom ? Math.ceil(this.waiting.length / 2) : this.waiting.length;
    const batch: PendingAppend[] = [];
    let events = 0;
    let size = 0;
    let next = 0;
    for (; next < most; next += 1) {
      const item = this.waiting[next] as PendingAppend;
      if (item.answered) continue;
      events += item.events.length;
      size += item.size;
      const full = events > this.limits.maxBatchEvents || size > this.limits.maxBatchSize || item.alone || batch[0]?.alone;
      if (batch.length > 0 && full) break;
      batch.push(item);
    }
    this.waiting = this.waiting.slice(next);
    return batch;
  }

  putBack(items: readonly PendingAppend[]): void {
    const back = items.filter((item) => !item.answered);
    this.waiting = [...back, ...this.waiting].sort((one, other) => one.turn - other.turn);
    this.wake?.();
  }

  resolve(item: PendingAppend, receipt: AppendReceipt): void {
    if (receipt.repeated) item.line?.break();
    if (this.forget(item)) item.resolve(receipt);
  }

  reject(item: PendingAppend, error: Error): void {
    if (!this.forget(item)) return;
    item.line?.break();
    item.reject(error);
  }

  /** Answers the callers whose time is over. */
  expire(now: number, cause: unknown): void {
    for (const item of this.pending) {
      if (item.deadline > now) break;
      this.reject(item, new LedgerUnavailableError('the ledger did not answer in time', { cause: item.lastError ?? cause }));
    }
  }

  rejectAll(error: Error): void {
    for (const item of this.pending) this.reject(item, error);
    this.waiting = [];
  }

  private forget(item: PendingAppend): boolean {
    if (item.answered) return false;
    item.answered = true;
    this.pending.delete(item);
    this.size -= item.size;
    for (const { event } of item.events) this.byId.delete(event.id);
    return true;
  }
}
