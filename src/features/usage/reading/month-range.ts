import type { EventStore } from '#libs/event-sourcing';
import { GENESIS_CHAIN } from '#libs/evidence';
import type { MonthBounds } from '../month-bounds.js';

type Reads = Pick<EventStore, 'head' | 'readLedger'>;

/** Which positions of a ledger are a month's: from `first` on and before `behind`. Empty where both are the same. */
export interface MonthRange {
  readonly first: number;
  readonly behind: number;
  /** An event that belongs to a later month is there. */
  readonly hasEventBehind: boolean;
}

/** Times never decrease along a ledger, so a month is one range of it, and each end of it is found by halving. */
export async function rangeOfMonth(store: Reads, tenant: string, { from, to }: MonthBounds): Promise<MonthRange> {
  const { position: head } = await store.head(tenant);
  const [first, behind] = await Promise.all([firstFrom(store, tenant, head, from), firstFrom(store, tenant, head, to)]);
  return { first, behind, hasEventBehind: behind <= head };
}

/** The first position with an event of `instant` (milliseconds) or later; the one behind the head when there is none. */
async function firstFrom(store: Reads, tenant: string, head: number, instant: number): Promise<number> {
  let [low, high] = [1, head + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [event] = await store.readLedger(tenant, middle, 1);
    // An event that is gone says nothing; who verifies the ledger is told.
    if (!event || Date.parse(event.at) >= instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The chain up to and including a position. With that before a range, it stands for every byte of it. */
export async function chainAt(store: Reads, tenant: string, position: number): Promise<string> {
  if (position === 0) return GENESIS_CHAIN;
  const [event] = await store.readLedger(tenant, position, 1);
  return event?.chain ?? GENESIS_CHAIN;
}
