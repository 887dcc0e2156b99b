import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '#libs/event-sourcing';
import { LiveEvent } from './live-event.js';

/** Events of one page, at most. */
export const MOST_EVENTS = 500;
const FIRST_EVENTS = 50;
/** Characters of JSON a page should have. Events may be a megabyte each, so pages are measured and the next one fitted. */
const PAGE_SIZE = 2_000_000;
const RETRY_MS = 250;

/** Reads one ledger onwards, in pages of bounded size. */
export class PageReader {
  private limit = FIRST_EVENTS;

  constructor(
    private readonly store: Pick<EventStore, 'readLedger'>,
    private readonly tenant: string,
  ) {}

  /** The events from `from` on, tried again until the store answers; none once `stop` is aborted. */
  async read(from: number, stop: AbortSignal): Promise<{ readonly events: readonly LiveEvent[]; readonly isFull: boolean }> {
    while (!stop.aborted) {
      try {
        const { limit } = this;
        const events = (await this.store.readLedger(this.tenant, from, limit)).map((event) => new LiveEvent(event));
        this.fit(events);
        return { events, isFull: events.length === limit };
      } catch {
        // The store is away; readiness reports it. Followers wait for it rather than lose their place.
        await pause(RETRY_MS, undefined, { signal: stop, ref: false }).catch(() => undefined);
      }
    }
    return { events: [], isFull: false };
  }

  private fit(events: readonly LiveEvent[]): void {
    if (events.length === 0) return;
    const size = events.reduce((sum, event) => sum + event.text.length, 0);
    this.limit = Math.max(1, Math.min(MOST_EVENTS, Math.floor((PAGE_SIZE * events.length) / size)));
  }
}
