import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
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
    assert.equal(events.length, 6);
    assert.deepEqual(
      second.events.map(({ position, revision }) => [position, revision]),
      [
        [4, 0],
        [5, 1],
        [6, 3],
      ],
    );
    assert.equal(first.repeated, false);
    for (const receipt of [...first.events, ...second.events]) {
      const { id, stream, revision, position, at, digest, chain } = events[receipt.position - 1] as RecordedEvent;
      assert.deepEqual(receipt, { id, stream, revision, position, at, digest, chain });
    }
    const { position, chain, at } = events[5] as RecordedEvent;
    const head = { tenant, position, chain, at };
    assert.deepEqual(await store.head(tenant), head);
    const end = await store.end(tenant);
    assert.deepEqual([end.head, end.lastPosition, end.damage], [head, position, undefined]);
    assert.deepEqual(
      (await store.damaged()).filter((found) => found.tenant === tenant),
      [],
    );
  });

  it('reads a stream and a ledger from where it is asked, as much as it is asked', async () => {
    const { store, tenant, append } = fresh();
    for (let i = 0; i < 4; i += 1) await append(write('a/1', 'any', newEvent()), write('b/1', 'any', newEvent()));
    const places = (events: RecordedEvent[]) => events.map(({ position, revision }) => [position, revision]);
    assert.deepEqual(places(await store.readStream(tenant, 'b/1')), [
      [2, 0],
      [4, 1],
      [6, 2],
      [8, 3],
    ]);
    assert.deepEqual(places(await store.readStream(tenant, 'a/1', 1, 2)), [
      [3, 1],
      [5, 2],
    ]);
    assert.deepEqual(places(await store.readLedger(tenant, 7, 10)), [
      [7, 3],
      [8, 3],
    ]);
    assert.equal((await store.readLedger(tenant, 2, 3)).length, 3);
    assert.deepEqual(await store.readStream(tenant, 'c/1'), []);
  });

  it('knows nothing of a ledger nobody wrote', async () => {
    const { store, tenant } = fresh();
    assert.deepEqual(await store.head(tenant), { tenant, position: 0, chain: '0'.repeat(64), at: null });
    assert.equal((await store.end(tenant)).lastPosition, 0);
    assert.deepEqual(await store.readLedger(tenant, 1, 10), []);
    assert.equal(await store.readEvent(tenant, randomUUID()), undefined);
    assert.equal(
      (await store.heads()).some((head) => head.tenant === tenant),
      false,
    );
  });
}

export function returnsWhatItWasGiven({ fresh }: SuiteContext): void {
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
    assert.ok(event);
    const { position, revision, at, digest, chain, tenant: of, stream, ...rest } = event;
    assert.deepEqual(rest, given);
    assert.deepEqual([position, revision, of, stream], [1, 0, tenant, 's/\u{1F600} "quoted" \\']);
    assert.deepEqual(await store.readEvent(tenant, given.id), event);
    assert.ok(digest && chain && at);
  });

  it('keeps tenants apart: the same streams and ids, other ledgers', async () => {
    const { store, tenant: one } = fresh();
    const { tenant: two } = fresh();
    const event = newEvent();
    await store.append({ tenant: one, writes: [write('a/1', NO_STREAM, event, newEvent())] });
    await store.append({ tenant: two, writes: [write('a/1', NO_STREAM, event)] });
    assert.equal((await assertLedgerIsSound(store, one)).length, 2);
    assert.equal((await assertLedgerIsSound(store, two)).length, 1);
    const heads = new Map((await store.heads()).map((head) => [head.tenant, head.position]));
    assert.deepEqual([heads.get(one), heads.get(two)], [2, 1]);
  });

  it('never lets `at` go back, although the clock does', async () => {
    const { tenant, open } = fresh();
    const times = [5_000_000_000_000_001, 4_000_000_000_000_000, 5_000_000_000_000_002];
    const slow = await open(() => times.shift() ?? 0);
    try {
      for (let i = 0; i < 4; i += 1) await slow.append({ tenant, writes: [write('a/1', 'any', newEvent())] });
      const ats = (await assertLedgerIsSound(slow, tenant)).map(({ at }) => at);
      assert.deepEqual(ats, [
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
    assert.deepEqual(await read(8, 2, 5, 2, 99), [2, 5, 8]);
    assert.deepEqual(await read(), []);
  });

  it('reads the events of some types and says how far the answer reaches', async () => {
    const { store, tenant, append } = fresh();
    const of = (type: string) => newEvent({ type });
    await append(write('a/1', 'any', of('A'), of('B'), of('A'), of('C'), of('A'), of('C')));
    const read = async (from: number, limit: number, ...types: string[]) => {
      const { events, upTo, more } = await store.readTypes(tenant, from, limit, types);
      return [events.map((event) => event.position), upTo, more];
    };
    assert.deepEqual(await read(1, 10, 'A', 'B'), [[1, 2, 3, 5], 6, false]);
    assert.deepEqual(await read(1, 2, 'A'), [[1, 3], 3, true]);
    assert.deepEqual(await read(4, 10, 'B'), [[], 6, false]);
    assert.deepEqual(await read(7, 10, 'A'), [[], 6, false]);
    const nobody = await store.readTypes(`${tenant}-nobody`, 1, 10, ['A']);
    assert.deepEqual(nobody, { events: [], upTo: 0, more: false });
  });
}
