import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Evolver } from './decider.js';
import type { RecordedEvent } from './envelope.js';
import { NO_STREAM } from './event-store.js';
import { eventTypes, type EventsOf } from './event-types.js';
import { StreamStates } from './stream-states.js';
import { recordedEvent } from './testing/index.js';

const catalogue = eventTypes({ Added: { schema: 1, says: 'So much more.', data: z.object({ n: z.number() }) } });
type Event = EventsOf<typeof catalogue>;
/** Order matters: 1 then 2 is not 2 then 1. */
const rules: Evolver<Event, string> = { initial: '', evolve: { Added: (state, { n }) => `${state}${n % 10}` } };
const PAGE = 10_000;
const SUM = { tenant: 'acme', stream: 'sum/1' };

/** A stream of so many events, every second position of the ledger, and what was read of it. */
function ledgerOf(count: number, type = (_n: number) => 'Added') {
  const events: RecordedEvent[] = [];
  const grow = (to: number) => {
    for (let n = events.length; n < to; n += 1)
      events.push(recordedEvent({ ...SUM, type: type(n), data: { n }, revision: n, position: 2 * n + 2 }));
  };
  grow(count);
  const reads: [from: number | undefined, limit: number | undefined][] = [];
  const store = {
    readStream: async (tenant: string, stream: string, from = 0, limit = PAGE) => {
      reads.push([from, limit]);
      return tenant === SUM.tenant && stream === SUM.stream ? events.slice(from, from + limit) : [];
    },
  };
  return { reads, grow, states: new StreamStates(store, catalogue, rules, 2) };
}
const digits = (count: number) => Array.from({ length: count }, (_, n) => n % 10).join('');
const after = (count: number) => ({ state: digits(count), revision: count - 1 });

describe('a remembered state', () => {
  it('is loaded once, and brought up to date with what came since alone', async () => {
    const { states, reads, grow } = ledgerOf(3);
    expect(states.peek('acme', 'sum/1')).toBeUndefined();
    expect(await states.load('acme', 'sum/1')).toStrictEqual(after(3));
    grow(5);
    expect(await states.load('acme', 'sum/1')).toStrictEqual(after(3));
    expect(reads).toStrictEqual([[0, PAGE]]);
    expect(await states.refresh('acme', 'sum/1')).toStrictEqual(after(5));
    expect(states.peek('acme', 'sum/1')).toStrictEqual(after(5));
    expect(reads.slice(1)).toStrictEqual([[3, PAGE]]);
  });

  it('of a stream to which nothing was written is the first of all', async () => {
    const { states } = ledgerOf(3);
    const nothing = { state: '', revision: NO_STREAM };
    expect(states.absent).toStrictEqual(nothing);
    expect(await states.load('acme', 'sum/2')).toStrictEqual(nothing);
    expect(await states.load('rival', 'sum/1')).toStrictEqual(nothing);
    expect(await states.refresh('acme', 'sum/1')).toStrictEqual(after(3));
  });

  it('is folded of as many pages as there are', async () => {
    for (const [count, pages] of [
      [PAGE - 1, [0]],
      [PAGE, [0, PAGE]],
      [2 * PAGE + 1, [0, PAGE, 2 * PAGE]],
    ] as const) {
      const { states, reads } = ledgerOf(count);
      expect(await states.refresh('acme', 'sum/1')).toStrictEqual(after(count));
      expect(reads).toStrictEqual(pages.map((from) => [from, PAGE]));
    }
  });

  it('moves past events of types that nobody here knows', async () => {
    const { states } = ledgerOf(4, (n) => (n === 2 ? 'Unknown' : 'Added'));
    expect(await states.load('acme', 'sum/1')).toStrictEqual({ state: '013', revision: 3 });
  });

  it('is what was appended on top of it, unless somebody knows of a newer one', async () => {
    const { states } = ledgerOf(3);
    const from = await states.load('acme', 'sum/1');
    const added: Event[] = [
      { type: 'Added', n: 3 },
      { type: 'Added', n: 4 },
    ];
    expect(states.advance('acme', 'sum/1', from, added)).toStrictEqual(after(5));
    expect(states.keep('acme', 'sum/1', from)).toStrictEqual(after(5));
    const same = { state: 'other', revision: 4 };
    expect(states.keep('acme', 'sum/1', same)).toBe(same);
    expect(states.peek('acme', 'sum/1')).toBe(same);
  });

  it('is forgotten when others were used since', async () => {
    const { states, reads } = ledgerOf(1);
    for (const stream of ['sum/1', 'sum/2', 'sum/3']) await states.load('acme', stream);
    expect(states.peek('acme', 'sum/1')).toBeUndefined();
    expect(states.peek('acme', 'sum/3')).toBeDefined();
    expect(reads).toHaveLength(3);
  });
});

describe('the state of a stream as it was', () => {
  it('at a revision takes no more events than that, and nothing of it is remembered', async () => {
    const { states, reads } = ledgerOf(PAGE + 5);
    expect(await states.asOf('acme', 'sum/1', 2)).toStrictEqual(after(3));
    expect(await states.asOf('acme', 'sum/1', NO_STREAM)).toStrictEqual(states.absent);
    expect(await states.asOf('acme', 'sum/1', PAGE + 1)).toStrictEqual(after(PAGE + 2));
    expect(reads).toStrictEqual([
      [0, 3],
      [0, PAGE],
      [PAGE, 2],
    ]);
    expect(states.peek('acme', 'sum/1')).toBeUndefined();
  });

  it('at a revision that is not there is a fault', async () => {
    const { states } = ledgerOf(3);
    await expect(states.asOf('acme', 'sum/1', 3)).rejects.toThrow('sum/1 has no revision 3');
  });

  it('at a position of the ledger is that after the last event up to there', async () => {
    const { states, reads } = ledgerOf(PAGE + 5);
    for (const [position, count] of [
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 1],
      [6, 3],
      [2 * PAGE + 4, PAGE + 2],
      [9 * PAGE, PAGE + 5],
    ] as const)
      expect(await states.upTo('acme', 'sum/1', position)).toStrictEqual(after(count));
    expect(reads.slice(-2)).toStrictEqual([
      [0, PAGE],
      [PAGE, PAGE],
    ]);
    expect(states.peek('acme', 'sum/1')).toBeUndefined();
  });

  it('at a position is looked for in no more pages than there are', async () => {
    const { states, reads } = ledgerOf(PAGE - 1);
    expect(await states.upTo('acme', 'sum/1', 9 * PAGE)).toStrictEqual(after(PAGE - 1));
    expect(reads).toHaveLength(1);
  });
});
