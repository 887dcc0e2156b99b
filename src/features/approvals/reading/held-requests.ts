import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { refuseWith } from '#platform/http/problem-details';
import { StreamChanges } from '#platform/live/stream-changes';

/** Everything that ends a request. */
const TELLING = [
  'ApprovalGranted',
  'ApprovalDenied',
  'ApprovalWithdrawn',
  'ApprovalExpired',
  'ApprovalUsed',
  'ApprovalRequested',
];

/** Requests for one approval that wait until something became of it, at most, in this process. */
const MOST = 2_000;
const MOST_PER_TENANT = 500;

/** Lets whoever asks for a pending request wait for its end. */
@Injectable()
export class HeldRequests extends StreamChanges {
  private readonly held = new Map<string, number>();
  private total = 0;

  constructor(@Inject(EVENT_STORE) store: EventStore) {
    super(store, TELLING);
  }

  /** What `look` finds once `isOver` says so of it, or when `ms` have passed. Looks at once, and again after each change. */
  async until<T>(
    tenant: string,
    stream: string,
    ms: number,
    look: () => Promise<T>,
    isOver: (found: T) => boolean,
    endsAt: (found: T) => number,
  ): Promise<T> {
    this.enter(tenant);
    const deadline = Date.now() + ms;
    const never = new AbortController().signal;
    let watch: Awaited<ReturnType<StreamChanges['watch']>> | undefined;
    try {
      watch = await this.watch(tenant, [stream]);
      for (;;) {
        watch.rest();
        const found = await look();
        const left = Math.min(deadline, endsAt(found)) - Date.now();
        if (isOver(found) || Date.now() >= deadline || watch.isOver) return found;
        // A timer may ring a moment before its time.
        await watch.changed(Math.max(1, left), never);
      }
    } finally {
      watch?.leave();
      this.leave(tenant);
    }
  }

  private enter(tenant: string): void {
    const held = this.held.get(tenant) ?? 0;
    if (held >= MOST_PER_TENANT || this.total >= MOST) throw refuseWith('OVERLOADED', 'too many requests are being held');
    this.held.set(tenant, held + 1);
    this.total += 1;
  }

  private leave(tenant: string): void {
    const held = (this.held.get(tenant) ?? 1) - 1;
    if (held === 0) this.held.delete(tenant);
    else this.held.set(tenant, held);
    this.total -= 1;
  }
}
