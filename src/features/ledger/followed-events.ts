import type { EventView } from '#features/stream/contract';
import type { RecordedEvent } from '#libs/event-sourcing';
import type { LedgerFollower } from '#platform/live/ledger-follower';

/**
 * A tenant's events one by one, as `view` shows them. Returning ends it at once, even while it waits for an event, which
 * a plain generator would not.
 */
export function followedEvents(
  follower: LedgerFollower,
  tenant: string,
  after: number,
  view: EventView,
): AsyncIterableIterator<RecordedEvent> {
  const stop = new AbortController();
  const events = seen(follower, tenant, after, view, stop.signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => events.next(),
    return: () => {
      stop.abort();
      return events.return();
    },
  };
}

async function* seen(
  follower: LedgerFollower,
  tenant: string,
  after: number,
  view: EventView,
  stop: AbortSignal,
): AsyncGenerator<RecordedEvent, void> {
  for await (const page of follower.follow(tenant, after, stop)) {
    for (const { event } of page) {
      const visible = view(event);
      if (visible) yield visible;
    }
  }
}
