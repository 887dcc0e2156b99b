import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../envelope.js';
import type { AppendReceipt, EventStore, StreamWrite } from '../event-store.js';

/** An adapter as the suite sees it. */
export interface StoreUnderTest {
  /** Opens a store on the same ledgers as before; `clock` gives microseconds since 1970. The suite closes it. */
  open(clock?: () => number): EventStore | Promise<EventStore>;
  tearDown?(): Promise<void>;
}

/** A ledger nobody has written yet, and the store to do it with. */
export interface FreshLedger {
  readonly store: EventStore;
  readonly tenant: string;
  readonly append: (...writes: StreamWrite[]) => Promise<AppendReceipt>;
  readonly open: StoreUnderTest['open'];
}

export interface SuiteContext {
  readonly fresh: () => FreshLedger;
}

export const write = (stream: string, expect: number | 'any', ...events: NewEvent[]): StreamWrite => ({ stream, expect, events });

export function freshLedger(subject: StoreUnderTest, store: EventStore): FreshLedger {
  const tenant = `tenant-${randomUUID()}`;
  return { store, tenant, append: (...writes) => store.append({ tenant, writes }), open: (clock) => subject.open(clock) };
}
