import type { RoundResult } from './subscription-dependencies.js';

/** Why a tenant's ledger does not advance in a subscription. */
export interface SubscriptionFailure {
  readonly tenant: string;
  /** UnappliableEventError when it is one event of this ledger, and nothing else, that it does not get past. */
  readonly error: Error;
  /** Consecutive failed attempts. */
  readonly attempts: number;
  /** Milliseconds since 1970 of the first of them. */
  readonly since: number;
}

const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 10_000;
/**
 * The least time between the starts of two rounds of a tenant that keeps growing, and so many times what a round takes, up to a limit: what
 * arrives meanwhile shares one transaction, and who is busy with lists does fewer and larger ones.
 */
const PACE_MS = 20;
const PACE_OF_ROUND = 4;
const LONGEST_PACE_MS = 60;

/**
 * Runs rounds of work for the tenants that have some: each tenant one round at a time, tenants side by side, and in turn, so that a long
 * ledger does not hold up the others. A tenant whose round fails is tried again later, ever later; the others go on.
 */
export class TenantRounds {
  private readonly ready = new Set<string>();
  private readonly busy = new Set<string>();
  private readonly failing = new Map<string, SubscriptionFailure>();
  private readonly retries = new Map<string, NodeJS.Timeout>();
  private readonly resting = new Map<string, NodeJS.Timeout>();
  private readonly later = new Map<string, NodeJS.Timeout>();
  private closed = false;
  private idle: (() => void) | undefined;

  constructor(
    /** Does one round for a tenant. Only one at a time is under way for each. */
    private readonly round: (tenant: string) => Promise<RoundResult>,
    private readonly concurrency: number,
  ) {}

  get failures(): SubscriptionFailure[] {
    return [...this.failing.values()];
  }

  /** There may be work for this tenant. A tenant that is waiting after a failure keeps waiting. */
  wake(tenant: string): void {
    if (this.closed || this.retries.has(tenant)) return;
    this.ready.add(tenant);
    this.start();
  }

  /** Resolves when the rounds under way are over; no other begins. */
  async close(): Promise<void> {
    this.closed = true;
    this.ready.clear();
    for (const timer of [...this.retries.values(), ...this.resting.values(), ...this.later.values()]) clearTimeout(timer);
    if (this.busy.size > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  private start(): void {
    for (const tenant of this.ready) {
      if (this.busy.size >= this.concurrency) return;
      if (this.busy.has(tenant) || this.resting.has(tenant)) continue;
      this.ready.delete(tenant);
      this.busy.add(tenant);
      void this.run(tenant);
    }
  }

  private async run(tenant: string): Promise<void> {
    const started = performance.now();
    try {
      const result = await this.round(tenant);
      if (result === true) this.ready.add(tenant);
      else this.rest(tenant, pauseAfter(performance.now() - started));
      if (typeof result === 'number') this.lookAgain(tenant, result);
      this.failing.delete(tenant);
    } catch (error) {
      this.fail(tenant, error as Error);
    }
    this.busy.delete(tenant);
    if (this.closed) {
      this.ready.clear();
      if (this.busy.size === 0) this.idle?.();
    } else this.start();
  }

  /** A ledger that was read to its end is looked at again when its rest is over; one with more to read goes on at once. */
  private rest(tenant: string, ms: number): void {
    if (this.closed || ms <= 0) return;
    const timer = setTimeout(() => {
      this.resting.delete(tenant);
      this.start();
    }, ms);
    this.resting.set(tenant, timer);
  }

  private lookAgain(tenant: string, ms: number): void {
    if (this.closed || this.later.has(tenant)) return;
    const timer = setTimeout(() => {
      this.later.delete(tenant);
      this.wake(tenant);
    }, ms);
    this.later.set(tenant, timer);
  }

  private fail(tenant: string, error: Error): void {
    const before = this.failing.get(tenant);
    const attempts = (before?.attempts ?? 0) + 1;
    this.failing.set(tenant, { tenant, error, attempts, since: before?.since ?? Date.now() });
    this.ready.delete(tenant);
    if (this.closed) return;
    const wait = Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
    const retry = setTimeout(() => {
      this.retries.delete(tenant);
      this.wake(tenant);
    }, wait);
    this.retries.set(tenant, retry);
  }
}

function pauseAfter(tookMs: number): number {
  return Math.min(LONGEST_PACE_MS, Math.max(PACE_MS, PACE_OF_ROUND * tookMs)) - tookMs;
}
