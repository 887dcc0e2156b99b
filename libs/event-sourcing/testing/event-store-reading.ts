import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { RecordedEvent } from '../envelope.js';
import { NO_STREAM } from '../event-store.js';
import { assertLedgerIsSound } from './ledger-checks.js';
import { newEvent, newEvents } from './new-events.js';
import { write, type SuiteContext } from './suite-context.js';

export function appendsAndReads({ fresh }: SuiteContext): void {
  it('gives positions, revisions, digests and a chain that anyone can recompute', async () => {
    const { store, tenant, append } = fresh();
    const first = await append(write('order/1', NO_STREAM, ...newEvents(3)));
    const second = await append(write('order/2', NO_STREAM, ...newEvents(2)), write('order/1', 2, newEvent()));
    const events = await assertLedgerIsSound(store, tenant);
    expect(events).toHaveLength(6);
    expect(second.events.map(({ position, revision }) => [position, revision])).toStrictEqual([
      [4, 0],
      [5, 1],
      [6, 3],
    ]);
    expect(first.repeated).toBe(false);
    for (const receipt of [...first.events, ...second.events]) {
      const { id, stream, revision, position, at, digest, chain } = events[receipt.position - 1] as RecordedEvent;
      expect(receipt).toStrictEqual({ id, stream, revision, position, at, digest, chain });
    }
    const { position, chain, at } = events[5] as RecordedEvent;
    const head = { tenant, position, chain, at };
    expect(await store.head(tenant)).toStrictEqual(head);
    const end = await store.end(tenant);
    expect([end.head, end.lastPosition, end.damage]).toStrictEqual([head, position, undefined]);
    expect((await store.damaged()).filter((found) => found.tenant === tenant)).toStrictEqual([]);
  });

  it('reads a stream and a ledger from where it is asked, as much as it is asked', async () => {
    const { store, tenant, append } = fresh();
    for (let i = 0; i < 4; i += 1) await append(write('a/1', 'any', newEvent()), write('b/1', 'any', newEvent()));
    const places = (events: RecordedEvent[]) => events.map(({ position, revision }) => [position, revision]);
    expect(places(await store.readStream(tenant, 'b/1'))).toStrictEqual([
      [2, 0],
      [4, 1],
      [6, 2],
      [8, 3],
    ]);
    expect(places(await store.readStream(tenant, 'a/1', 1, 2))).toStrictEqual([
      [3, 1],
      [5, 2],
    ]);
    expect(places(await store.readLedger(tenant, 7, 10))).toStrictEqual([
      [7, 3],
      [8, 3],
    ]);
    expect(await store.readLedger(tenant, 2, 3)).toHaveLength(3);
    expect(await store.readStream(tenant, 'c/1')).toStrictEqual([]);
  });

  it('knows nothing of a ledger nobody wrote', async () => {
    const { store, tenant } = fresh();
    expect(await store.head(tenant)).toStrictEqual({ tenant, position: 0, chain: '0'.repeat(64), at: null });
    expect((await store.end(tenant)).lastPosition).toBe(0);
    expect(await store.readLedger(tenant, 1, 10)).toStrictEqual([]);
    expect(await store.readEvent(tenant, randomUUID())).toBeUndefined();
    expect((await store.heads()).some((head) => head.tenant === tenant)).toBe(false);
  });
}

export function returnsWhatItWasGiven({ fresh }: SuiteContext): void {
  it('returns members by their names, whatever stands in the event before', async () => {
    const { store, tenant, append } = fresh();
    const given = ['\\', '"', 'k\\\\', 'k\\1', 'k\n'].map((name) => newEvent({ data: { '!': 1, [name]: 1 } }));
    for (const event of given) await append(write('s/1', 'any', event));
    const events = await assertLedgerIsSound(store, tenant);
    expect(events.map(({ data }) => Object.keys(data))).toStrictEqual(given.map(({ data }) => Object.keys(data)));
  });

  it('returns every part of an event as it was given, whatever the text holds', async () => {
    const { store, tenant, append } = fresh();
    const data = {
      nul: 'a\u0000b',
      emoji: '\u{1F9FE}',
      '\u20ac': ['\r', '\u2028', 1e21, -0.5, 1e-7],
      ['__proto__']: { deep: [null, true] },
      quote: '"\\',
    };
    const given = newEvent({
      data,
      sealed: { name: 'x\u0000' },
      causation: randomUUID(),
      trace: '00-a-b-01',
      schema: 3,
      actor: { kind: 'user', id: 'Zo\u00eb' },
    });
    await append(write('s/\u{1F600} "quoted" \\', NO_STREAM, given));
    const [event] = await assertLedgerIsSound(store, tenant);
    assert(event);
    const { position, revision, at, digest, chain, tenant: of, stream, ...rest } = event;
    expect(rest).toStrictEqual(given);
    expect([position, revision, of, stream]).toStrictEqual([1, 0, tenant, 's/\u{1F600} "quoted" \\']);
    expect(await store.readEvent(tenant, given.id)).toStrictEqual(event);
    expect(digest && chain && at).toBeTruthy();
  });

  it('keeps tenants apart: the same streams and ids, other ledgers', async () => {
    const { store, tenant: one } = fresh();
    const { tenant: two } = fresh();
    const event = newEvent();
    await store.append({ tenant: one, writes: [write('a/1', NO_STREAM, event, newEvent())] });
    await store.append({ tenant: two, writes: [write('a/1', NO_STREAM, event)] });
    expect(await assertLedgerIsSound(store, one)).toHaveLength(2);
    expect(await assertLedgerIsSound(store, two)).toHaveLength(1);
    const heads = new Map((await store.heads()).map((head) => [head.tenant, head.position]));
    expect([heads.get(one), heads.get(two)]).toStrictEqual([2, 1]);
  });

  it('never lets `at` go back, although the clock does', async () => {
    const { tenant, open } = fresh();
    const times = [5_000_000_000_000_001, 4_000_000_000_000_000, 5_000_000_000_000_002];
    const slow = await open(() => times.shift() ?? 0);
    try {
      for (let i = 0; i < 4; i += 1) await slow.append({ tenant, writes: [write('a/1', 'any', newEvent())] });
      const ats = (await assertLedgerIsSound(slow, tenant)).map(({ at }) => at);
      expect(ats).toStrictEqual([
        '2128-06-11T08:53:20.000001Z',
        '2128-06-11T08:53:20.000001Z',
        '2128-06-11T08:53:20.000002Z',
        '2128-06-11T08:53:20.000002Z',
      ]);
    } finally {
      await slow.close();
    }
  });
}

/** Reads that pick: by position, by type. */
export function picks({ fresh }: SuiteContext): void {
  it('reads the events at some positions', async () => {
    const { store, tenant, append } = fresh();
    await append(write('a/1', 'any', ...newEvents(8)));
    const read = async (...positions: number[]) => (await store.readPositions(tenant, positions)).map((event) => event.position);
    expect(await read(8, 2, 5, 2, 99)).toStrictEqual([2, 5, 8]);
    expect(await read()).toStrictEqual([]);
  });

  it('reads the events of some types and says how far the answer reaches', async () => {
    const { store, tenant, append } = fresh();
    const of = (type: string) => newEvent({ type });
    await append(write('a/1', 'any', of('A'), of('B'), of('A'), of('C'), of('A'), of('C')));
    const read = async (from: number, limit: number, ...types: string[]) => {
      const { events, upTo, more } = await store.readTypes(tenant, from, limit, types);
      return [events.map((event) => event.position), upTo, more];
    };
    expect(await read(1, 10, 'A', 'B')).toStrictEqual([[1, 2, 3, 5], 6, false]);
    expect(await read(1, 2, 'A')).toStrictEqual([[1, 3], 3, true]);
    expect(await read(4, 10, 'B')).toStrictEqual([[], 6, false]);
    expect(await read(7, 10, 'A')).toStrictEqual([[], 6, false]);
    const nobody = await store.readTypes(`${tenant}-nobody`, 1, 10, ['A']);
    expect(nobody).toStrictEqual({ events: [], upTo: 0, more: false });
  });
}
