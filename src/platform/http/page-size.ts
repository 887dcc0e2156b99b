import type { RecordedEvent } from '#libs/event-sourcing';

/** Bytes of event data that one page shows, more or less: a list of large things has shorter pages, and the cursor goes on from there. */
export const MAX_PAGE_BYTES = 4 * 1_048_576;
/** Read at a time: what may be in memory beyond the page. */
const SLICE = 16;

export interface LoadedRows {
  /** How many of the rows fit into the page: at least one where there are any, `limit` at most. */
  readonly count: number;
  /** What they point at, by position. */
  readonly events: ReadonlyMap<number, RecordedEvent>;
}

/** Loads what rows point at until the page is full. */
export async function eventsWithin<R>(
  rows: readonly R[],
  limit: number,
  load: (rows: readonly R[]) => Promise<readonly RecordedEvent[]>,
  atATime = SLICE,
): Promise<LoadedRows> {
  const events = new Map<number, RecordedEvent>();
  const wanted = rows.slice(0, limit);
  let bytes = 0;
  let count = 0;
  while (count < wanted.length && bytes < MAX_PAGE_BYTES) {
    const slice = wanted.slice(count, count + atATime);
    for (const event of await load(slice)) {
      events.set(event.position, event);
      bytes += sizeOf(event);
    }
    count += slice.length;
  }
  return { count, events };
}

/** The events from a position on that fit into a page. `read` gets the position and how many at most. */
export async function eventsFrom(
  from: number,
  limit: number,
  read: (from: number, limit: number) => Promise<readonly RecordedEvent[]>,
): Promise<{ readonly items: readonly RecordedEvent[]; readonly nextFrom: number | null }> {
  const items: RecordedEvent[] = [];
  let bytes = 0;
  while (items.length < limit && bytes < MAX_PAGE_BYTES) {
    const asked = Math.min(SLICE, limit - items.length);
    const found = await read(from + items.length, asked);
    items.push(...found);
    bytes += found.reduce((sum, event) => sum + sizeOf(event), 0);
    if (found.length < asked) return { items, nextFrom: null };
  }
  return { items, nextFrom: from + items.length };
}

function sizeOf({ data, sealed }: RecordedEvent): number {
  return JSON.stringify(data).length + (sealed === null ? 0 : JSON.stringify(sealed).length);
}
