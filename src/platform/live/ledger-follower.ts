import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { refuseWith } from '#platform/http/problem-details';
import { LedgerTail } from './ledger-tail.js';
import type { LiveEvent } from './live-event.js';
import { PageReader } from './page-reader.js';

/** Characters of JSON that the windows of all followed tenants may hold together. */
const WINDOWS_SIZE = 32_000_000;

/**
 * Follows ledgers while somebody subscribes. Each subscriber pulls at its own pace: one who keeps up is served from the
 * tenant's shared window, one who is behind reads pages from the store, so a slow one costs nobody else anything.
 */
@Injectable()
export class LedgerFollower implements BeforeApplicationShutdown {
  private readonly tails = new Map<string, LedgerTail>();
  private readonly closing = new AbortController();
  private stopWaking: (() => void) | undefined;

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /**
   * Pages of the tenant's events after position `after` (from now on when undefined), history and then live, in order,
   * none missing and none twice. Ends when `stop` is aborted or the process shuts down. Rejects with a refusal when
   * `after` is beyond the ledger, and as the store does when it cannot be reached at the start.
   */
  async *follow(tenant: string, after: number | undefined, stop: AbortSignal): AsyncGenerator<readonly LiveEvent[], void> {
    const ending = AbortSignal.any([stop, this.closing.signal]);
    const tail = this.acquire(tenant);
    const history = new PageReader(this.store, tenant);
    try {
      await tail.opened;
      let position = await this.start(tenant, after);
      while (!ending.aborted) {
        const page = tail.after(position) ?? (await history.read(position + 1, ending)).events;
        const last = page.at(-1);
        if (!last) {
          await tail.grown(position, ending);
          continue;
        }
        position = last.position;
        yield page;
      }
    } finally {
      this.release(tail);
    }
  }

  beforeApplicationShutdown(): void {
    this.closing.abort();
    this.stopWaking?.();
    for (const tail of this.tails.values()) tail.close();
  }

  /** Tenants that are followed now. */
  get followed(): number {
    return this.tails.size;
  }

  /** The position to follow from: `after` when the ledger reaches it, else a refusal; the ledger's end when undefined. */
  async start(tenant: string, after: number | undefined): Promise<number> {
    const { position } = await this.store.head(tenant);
    if (after !== undefined && after > position) throw refuseWith('INVALID_INPUT', `after: the ledger ends at ${position}`);
    return after ?? position;
  }

  private acquire(tenant: string): LedgerTail {
    // Before the tail looks where the ledger ends, so that nothing recorded afterwards goes unnoticed.
    this.stopWaking ??= this.store.onGrowth((grown) => this.tails.get(grown)?.wake());
    let tail = this.tails.get(tenant);
    if (!tail) {
      const created = new LedgerTail(this.store, tenant, () => WINDOWS_SIZE / this.tails.size);
      this.tails.set(tenant, created);
      // The next follower asks the store again.
      created.opened.catch(() => this.forget(created));
      tail = created;
    }
    tail.followers += 1;
    return tail;
  }

  private release(tail: LedgerTail): void {
    tail.followers -= 1;
    if (tail.followers === 0) this.forget(tail);
  }

  private forget(tail: LedgerTail): void {
    tail.close();
    if (this.tails.get(tail.tenant) === tail) this.tails.delete(tail.tenant);
    if (this.tails.size > 0) return;
    this.stopWaking?.();
    this.stopWaking = undefined;
  }
}
