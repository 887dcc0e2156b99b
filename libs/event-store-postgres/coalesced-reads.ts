import type { EventStore, RecordedEvent } from '#libs/event-sourcing';

type Source = Pick<EventStore, 'readLedger' | 'heads' | 'onGrowth'>;

/**
 * Lets the subscriptions of one process share reads: those that ask for the same events at the same time get one answer. A
 * read that began before a ledger was said to have grown is not joined afterwards, so nobody misses what woke them.
 */
export function coalesceReads(store: Source): Source {
  const reading = new Map<string, Map<string, Promise<RecordedEvent[]>>>();

  function readLedger(tenant: string, fromPosition: number, limit: number): Promise<RecordedEvent[]> {
    const ofTenant = reading.get(tenant) ?? new Map<string, Promise<RecordedEvent[]>>();
    reading.set(tenant, ofTenant);
    const key = `${fromPosition}/${limit}`;
    const known = ofTenant.get(key);
    if (known) return known;
    const read = store.readLedger(tenant, fromPosition, limit);
    ofTenant.set(key, read);
    const over = () => {
      ofTenant.delete(key);
      if (ofTenant.size === 0 && reading.get(tenant) === ofTenant) reading.delete(tenant);
    };
    read.then(over, over);
    return read;
  }

  return {
    readLedger,
    heads: () => store.heads(),
    onGrowth: (wake) =>
      store.onGrowth((tenant) => {
        reading.delete(tenant);
        wake(tenant);
      }),
  };
}
