import type { RecordedEvent } from '#libs/event-sourcing';
import { bytesOf, loadedWithin } from './answer-budget.js';

/** Bytes of event data that one page shows, more or less: a list of large things has shorter pages, and the cursor goes on from there. */
export const MAX_PAGE_BYTES = 4 * 1_048_576;
/** Read at a time: what may be in memory beyond the page. */
const SLICE = 16;
/** And where what was read so far is small. */
const LONG_SLICE = 64;

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
): Promise<LoadedRows> {
  const events = new Map<number, RecordedEvent>();
  const wanted = rows.slice(0, limit);
  let bytes = 0;
  let count = 0;
  while (count < wanted.length && bytes < MAX_PAGE_BYTES) {
    const slice = wanted.slice(count, count + nextSlice(count, bytes));
    bytes += await loadedWithin(async () => {
      const loaded = await load(slice);
      for (const event of loaded) events.set(event.position, event);
      return loaded.reduce((sum, event) => sum + sizeOf(event), 0);
    });
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

/** As many as are likely to fit. */
function nextSlice(count: number, bytes: number): number {
  if (count === 0) return SLICE;
  const fitting = Math.ceil((MAX_PAGE_BYTES - bytes) / (bytes / count || 1));
  return Math.min(fitting, LONG_SLICE);
}

function sizeOf({ data, sealed }: RecordedEvent): number {
  return bytesOf(data) + (sealed === null ? 0 : bytesOf(sealed));
}
