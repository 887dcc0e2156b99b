import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { RecordedEvent } from '#libs/event-sourcing';
import { recordedEvent } from '#libs/event-sourcing/testing';
import { eventsFrom, eventsWithin, MAX_PAGE_BYTES } from './page-size.js';

const ledger = (count: number, bytes: number): RecordedEvent[] =>
  Array.from({ length: count }, (_, index) => recordedEvent({ position: index + 1, data: { text: 'x'.repeat(bytes) } }));

describe('a page', () => {
  it('holds as many as were asked for when they are small, in as few reads as they need', async () => {
    const events = ledger(50, 10);
    let reads = 0;
    const read = async (from: number, limit: number) => {
      reads += 1;
      return events.slice(from - 1, from - 1 + limit);
    };
    const page = await eventsFrom(1, 40, read);
    expect([page.items.length, page.nextFrom, reads]).toStrictEqual([40, 41, 3]);
    const last = await eventsFrom(41, 40, read);
    expect([last.items.length, last.nextFrom]).toStrictEqual([10, null]);
  });

  it('ends early when they are large, and goes on from there without losing any', async () => {
    const events = ledger(100, MAX_PAGE_BYTES / 8);
    const seen: number[] = [];
    let longest = 0;
    for (let from: number | null = 1; from !== null;) {
      const page: Awaited<ReturnType<typeof eventsFrom>> = await eventsFrom(from, 200, async (at, limit) =>
        events.slice(at - 1, at - 1 + limit),
      );
      seen.push(...page.items.map(({ position }) => position));
      longest = Math.max(longest, page.items.length);
      from = page.nextFrom;
    }
    expect(seen).toStrictEqual(events.map(({ position }) => position));
    expectThat(`${longest} in one page`, longest).toBeLessThan(32);
  });

  it('of rows that point at events is bounded in the same way, and shows at least one', async () => {
    const events = ledger(64, MAX_PAGE_BYTES / 4);
    const load = async (rows: readonly number[]) => rows.map((position) => events[position - 1] as RecordedEvent);
    const rows = events.map(({ position }) => position);
    const { count, events: found } = await eventsWithin(rows, 60, load);
    expect([count, found.size]).toStrictEqual([16, 16]);
    expect((await eventsWithin(rows, 1, load)).count).toBe(1);
    expect((await eventsWithin([], 10, load)).count).toBe(0);
  });
});
