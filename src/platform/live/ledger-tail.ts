import type { EventStore } from '#libs/event-sourcing';
import type { LiveEvent } from './live-event.js';
import { MOST_EVENTS, PageReader } from './page-reader.js';

/** Events a tenant's window holds, at most, whatever their size. */
const WINDOW_EVENTS = 2_000;

/** The end of one tenant's ledger, read once for all who follow it: a bounded window of its newest events. */
export class LedgerTail {
  private readonly window: LiveEvent[] = [];
  private windowSize = 0;
  /** Position of the newest event read; the window ends here. */
  private head = 0;
  private isReading = true;
  private hasGrown = false;
  private readonly waiting = new Set<() => void>();
  private readonly closing = new AbortController();
  private readonly reader: PageReader;
  /** Resolves when the tail knows where the ledger ends; rejects when the store cannot say. */
  readonly opened: Promise<void>;
  followers = 0;

  constructor(
    private readonly store: Pick<EventStore, 'head' | 'readLedger'>,
    readonly tenant: string,
    /** Characters of JSON the window may hold now. */
    private readonly budget: () => number,
  ) {
    this.reader = new PageReader(store, tenant);
    this.opened = this.open();
    // Whoever waits for it is told; without a follower left there is nobody to tell.
    this.opened.catch(() => undefined);
  }

  /** The ledger may have grown. */
  wake(): void {
    this.hasGrown = true;
    if (!this.isReading) void this.read();
  }

  /** At most a page of events after `position`; undefined when the window does not reach back that far. */
  after(position: number): readonly LiveEvent[] | undefined {
    if (position >= this.head) return [];
    const skip = position - (this.head - this.window.length);
    return skip < 0 ? undefined : this.window.slice(skip, skip + MOST_EVENTS);
  }

  /** Resolves when there are events after `position`, or when `stop` is aborted. */
  async grown(position: number, stop: AbortSignal): Promise<void> {
    while (this.head <= position && !stop.aborted && !this.closing.signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.waiting.delete(wake);
          stop.removeEventListener('abort', wake);
          resolve();
        };
        this.waiting.add(wake);
        stop.addEventListener('abort', wake);
      });
    }
  }

  /** Nobody follows any more. */
  close(): void {
    this.closing.abort();
    this.interrupt();
  }

  private async open(): Promise<void> {
    this.head = (await this.store.head(this.tenant)).position;
    this.isReading = false;
    if (this.hasGrown) void this.read();
  }

  private async read(): Promise<void> {
    this.isReading = true;
    while (this.hasGrown && !this.closing.signal.aborted) {
      this.hasGrown = false;
      const { events, isFull } = await this.reader.read(this.head + 1, this.closing.signal);
      if (isFull) this.hasGrown = true;
      this.take(events);
    }
    this.isReading = false;
  }

  private take(events: readonly LiveEvent[]): void {
    const last = events.at(-1);
    if (!last) return;
    this.window.push(...events);
    this.head = last.position;
    for (const event of events) this.windowSize += event.text.length;
    this.trim();
    this.interrupt();
  }

  /** Lets everybody who waits look again. */
  private interrupt(): void {
    for (const wake of this.waiting) wake();
  }

  private trim(): void {
    const budget = this.budget();
    let dropped = 0;
    while (this.windowSize > budget || this.window.length - dropped > WINDOW_EVENTS) {
      this.windowSize -= (this.window[dropped] as LiveEvent).text.length;
      dropped += 1;
    }
    this.window.splice(0, dropped);
  }
}
