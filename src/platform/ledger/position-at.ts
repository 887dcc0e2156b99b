import type { EventStore, RecordedEvent } from '#libs/event-sourcing';

type Reads = Pick<EventStore, 'head' | 'readPositions'>;
/** A position, or a time of RFC 3339 UTC. */
type Place = number | string | undefined;

/**
 * The positions of a ledger that lie between two places, both included; `from` beyond `to` when none does. Left out, they are the
 * beginning and the end as it is now.
 */
export async function positionsBetween(
  store: Reads,
  tenant: string,
  { from, to }: { readonly from?: Place; readonly to?: Place },
): Promise<{ readonly from: number; readonly to: number }> {
  const { position: head } = await store.head(tenant);
  const first = typeof from === 'string' ? await firstSince(store, tenant, head, (at) => at >= from) : (from ?? 1);
  const last = typeof to === 'string' ? (await firstSince(store, tenant, head, (at) => at > to)) - 1 : (to ?? head);
  return { from: first, to: Math.min(last, head) };
}

/** The first position whose event fits; one beyond the head when none does. Times never decrease along a ledger. */
async function firstSince(store: Reads, tenant: string, head: number, fits: (at: string) => boolean): Promise<number> {
  let [low, high] = [1, head + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [event] = (await store.readPositions(tenant, [middle])) as [RecordedEvent?];
    if (event === undefined || fits(event.at)) high = middle;
    else low = middle + 1;
  }
  return low;
}
