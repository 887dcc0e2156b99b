import type { EventView } from '#features/stream/contract';
import type { RecordedEvent } from '#libs/event-sourcing';
import type { LedgerFollower } from '#platform/live/ledger-follower';
import type { LiveEvent } from '#platform/live/live-event';
import type { ActorNames } from './actor-names.js';

/**
 * A tenant's events one by one, as `view` shows them. Returning ends it at once, even while it waits for an event, which
 * a plain generator would not.
 */
export function followedEvents(
  follower: LedgerFollower,
  tenant: string,
  after: number,
  view: EventView,
  names: ActorNames,
): AsyncIterableIterator<RecordedEvent> {
  const stop = new AbortController();
  const events = seen(follower.follow(tenant, after, stop.signal), view, names);
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
  pages: AsyncIterable<readonly LiveEvent[]>,
  view: EventView,
  names: ActorNames,
): AsyncGenerator<RecordedEvent, void> {
  for await (const page of pages) {
    const visible = page.map(({ event }) => view(event)).filter((event) => event !== undefined);
    names.together(visible);
    yield* visible;
  }
}
