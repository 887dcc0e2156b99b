import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { NewEvent, RecordedEvent } from '../envelope.js';
import { ConflictError, EventIdReusedError, InvalidAppendError, NO_STREAM, type EventStore } from '../event-store.js';
import { assertLedgerIsSound, readWholeLedger } from './ledger-checks.js';
import { newEvent, newEvents } from './new-events.js';
import { checkAgainstModel } from './store-model.js';

/** An adapter as the suite sees it. */
export interface StoreUnderTest {
  /** Opens a store on the same ledgers as before; `clock` gives microseconds since 1970. The suite closes it. */
  open(clock?: () => number): EventStore | Promise<EventStore>;
  tearDown?(): Promise<void>;
}

const write = (stream: string, expect: number | 'any', ...events: NewEvent[]) => ({ stream, expect, events });

/** What every adapter of the EventStore port MUST do. Call it at the top level of a spec file. */
export function eventStoreSuite(adapter: string, setUp: () => Promise<StoreUnderTest>): void {
  describe(`event store: ${adapter}`, () => {
    let subject: StoreUnderTest;
    let store: EventStore;
    let tenant = '';
    before(async () => {
      subject = await setUp();
      store = await subject.open();
    });
    after(async () => {
      await store.close();
      await subject.tearDown?.();
    });
    const fresh = () => (tenant = `tenant-${randomUUID()}`);
    const append = (...writes: ReturnType<typeof write>[]) => store.append({ tenant, writes });

    describe('appending and reading', () => {
      it('gives positions, revisions, digests and a chain that anyone can recompute', async () => {
        fresh();
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
        assert.deepEqual(await store.head(tenant), { tenant, position, chain, at });
      });

      it('reads a stream and a ledger from where it is asked, as much as it is asked', async () => {
        fresh();
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
        fresh();
        assert.deepEqual(await store.head(tenant), { tenant, position: 0, chain: '0'.repeat(64), at: null });
        assert.deepEqual(await store.readLedger(tenant, 1, 10), []);
        assert.equal(await store.readEvent(tenant, randomUUID()), undefined);
        assert.equal(
          (await store.heads()).some((head) => head.tenant === tenant),
          false,
        );
      });

      it('returns every part of an event as it was given, whatever the text holds', async () => {
        fresh();
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
        const [one, two] = [fresh(), fresh()];
        const event = newEvent();
        await store.append({ tenant: one, writes: [write('a/1', NO_STREAM, event, newEvent())] });
        await store.append({ tenant: two, writes: [write('a/1', NO_STREAM, event)] });
        assert.equal((await assertLedgerIsSound(store, one)).length, 2);
        assert.equal((await assertLedgerIsSound(store, two)).length, 1);
        const heads = new Map((await store.heads()).map((head) => [head.tenant, head.position]));
        assert.deepEqual([heads.get(one), heads.get(two)], [2, 1]);
      });

      it('never lets `at` go back, although the clock does', async () => {
        fresh();
        const times = [5_000_000_000_000_001, 4_000_000_000_000_000, 5_000_000_000_000_002];
        const slow = await subject.open(() => times.shift() ?? 0);
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
    });

    describe('expectations and conditions', () => {
      const conflict = (stream: string, expected: number, actual: number) => (error: unknown) => {
        assert.ok(error instanceof ConflictError, String(error));
        assert.deepEqual([error.stream, error.expected, error.actual], [stream, expected, actual]);
        return true;
      };

      it('refuses a stream that is not where it was expected, and writes nothing of the request', async () => {
        fresh();
        await append(write('a/1', NO_STREAM, ...newEvents(2)));
        await assert.rejects(append(write('a/1', NO_STREAM, newEvent())), conflict('a/1', NO_STREAM, 1));
        await assert.rejects(append(write('a/1', 0, newEvent())), conflict('a/1', 0, 1));
        await assert.rejects(append(write('b/1', 'any', newEvent()), write('a/1', 2, newEvent())), conflict('a/1', 2, 1));
        assert.deepEqual(await store.readStream(tenant, 'b/1'), []);
        assert.equal((await assertLedgerIsSound(store, tenant)).length, 2);
      });

      it('holds a condition on a stream it does not write', async () => {
        fresh();
        const guarded = (at: number) =>
          store.append({ tenant, writes: [write('a/1', 'any', newEvent())], conditions: [{ stream: 'controls/tenant', at }] });
        await guarded(NO_STREAM);
        await append(write('controls/tenant', NO_STREAM, newEvent()));
        await assert.rejects(guarded(NO_STREAM), conflict('controls/tenant', NO_STREAM, 0));
        await guarded(0);
        await assert.rejects(guarded(1), conflict('controls/tenant', 1, 0));
        assert.equal((await assertLedgerIsSound(store, tenant)).length, 3);
      });

      it('lets one of many win, and the losers fail nobody else', async () => {
        fresh();
        const race = Array.from({ length: 32 }, () => append(write('race/1', NO_STREAM, newEvent())));
        const others = Array.from({ length: 32 }, (_, i) => append(write(`other/${i}`, NO_STREAM, newEvent())));
        const results = await Promise.allSettled(race);
        await Promise.all(others);
        assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
        for (const result of results) if (result.status === 'rejected') conflict('race/1', NO_STREAM, 0)(result.reason);
        assert.equal((await assertLedgerIsSound(store, tenant)).length, 33);
      });

      it('allows nothing guarded after the event that forbids it', async () => {
        fresh();
        const decide = () =>
          store.append({
            tenant,
            writes: [write('decision/1', 'any', newEvent())],
            conditions: [{ stream: 'controls/tenant', at: NO_STREAM }],
          });
        const before_ = Array.from({ length: 40 }, decide);
        const kill = append(write('controls/tenant', NO_STREAM, newEvent({ type: 'TenantKilled' })));
        const after_ = Array.from({ length: 40 }, decide);
        const killed = (await kill).events[0]?.position as number;
        const settled = await Promise.allSettled([...before_, ...after_]);
        const allowed = settled.flatMap((result) =>
          result.status === 'fulfilled' ? [result.value.events[0]?.position as number] : [],
        );
        assert.ok(
          allowed.every((position) => position < killed),
          `${allowed} and ${killed}`,
        );
        await assert.rejects(decide(), ConflictError);
        await assertLedgerIsSound(store, tenant);
      });

      it('orders 64 concurrent writers without a gap', async () => {
        fresh();
        const writer = async (n: number) => {
          for (let revision = NO_STREAM; revision < 9; revision += 1)
            await append(write(`session/${n}`, revision, newEvent({ data: { n, revision } })));
        };
        await Promise.all(Array.from({ length: 64 }, (_, n) => writer(n)));
        assert.equal((await assertLedgerIsSound(store, tenant)).length, 640);
      });
    });

    describe('repeating an append', () => {
      it('answers the original receipt, however often and wherever the stream is now', async () => {
        fresh();
        const request = { tenant, writes: [write('a/1', NO_STREAM, ...newEvents(2)), write('b/1', 'any', newEvent())] };
        const original = await store.append(request);
        await append(write('a/1', 'any', newEvent()));
        const again = await subject.open();
        try {
          const answers = [await store.append(request), ...(await Promise.all([store.append(request), store.append(request)]))];
          if ((await again.head(tenant)).position > 0)
            answers.push(
              await again.append(request),
              await again.append({ ...request, writes: request.writes.map((w) => ({ ...w, expect: 'any' })) }),
            );
          for (const answer of answers) assert.deepEqual(answer, { ...original, repeated: true });
        } finally {
          await again.close();
        }
        assert.equal((await assertLedgerIsSound(store, tenant)).length, 4);
      });

      it('appends once when the same request arrives many times at once', async () => {
        fresh();
        const request = { tenant, writes: [write('a/1', 'any' as const, ...newEvents(3))] };
        const receipts = await Promise.all(Array.from({ length: 20 }, () => store.append(request)));
        assert.equal(receipts.filter(({ repeated }) => !repeated).length, 1);
        for (const receipt of receipts) assert.deepEqual(receipt.events, receipts[0]?.events);
        assert.equal((await assertLedgerIsSound(store, tenant)).length, 3);
      });

      it('refuses an id with other content and shows the original', async () => {
        fresh();
        const event = newEvent();
        await append(write('a/1', NO_STREAM, event));
        const original = await store.readEvent(tenant, event.id);
        const changes: Partial<NewEvent>[] = [
          { data: { says: 'else' } },
          { type: 'OtherHappened' },
          { schema: 2 },
          { actor: { kind: 'user', id: 'agent-7' } },
          { correlation: null },
          { sealed: {} },
        ];
        const attempts = [
          ...changes.map((change) => write('a/1', 'any' as const, { ...event, ...change })),
          write('b/1', 'any', event),
          write('a/1', 'any', event, newEvent()),
        ];
        const fresh_ = await subject.open();
        try {
          const other = (await fresh_.head(tenant)).position > 0 ? [store, fresh_] : [store];
          for (const attempt of attempts) {
            for (const through of other) {
              await assert.rejects(through.append({ tenant, writes: [attempt] }), (error: unknown) => {
                assert.ok(error instanceof EventIdReusedError, String(error));
                assert.deepEqual(error.original, original);
                return true;
              });
            }
          }
        } finally {
          await fresh_.close();
        }
        assert.equal((await assertLedgerIsSound(store, tenant)).length, 1);
      });
    });

    it('refuses what can never be stored, whoever else is appending', async () => {
      fresh();
      const good = append(write('a/1', 'any', newEvent()));
      const bad: [string, ReturnType<typeof write>[]][] = [
        ['no writes', []],
        ['no events', [write('a/1', 'any')]],
        ['a stream twice', [write('a/1', 'any', newEvent()), write('a/1', 'any', newEvent())]],
        ['a stream without id', [write('a', 'any', newEvent())]],
        ['NUL in a stream', [write('a/\0', 'any', newEvent())]],
        ['half a surrogate pair in data', [write('a/1', 'any', newEvent({ data: { x: '\ud800' } }))]],
        ['half a surrogate pair in an actor', [write('a/1', 'any', newEvent({ actor: { kind: 'user', id: '\udc00' } }))]],
        ['NaN', [write('a/1', 'any', newEvent({ data: { x: Number.NaN } }))]],
        ['undefined', [write('a/1', 'any', newEvent({ data: { x: undefined } as never }))]],
        ['an id that is no UUID', [write('a/1', 'any', newEvent({ id: 'x' }))]],
        ['an upper-case id', [write('a/1', 'any', newEvent({ id: randomUUID().toUpperCase() }))]],
        ['schema 0', [write('a/1', 'any', newEvent({ schema: 0 }))]],
        ['a revision that is none', [write('a/1', 1.5, newEvent())]],
        ['one id twice', [write('a/1', 'any', ...newEvents(1).flatMap((event) => [event, event]))]],
      ];
      for (const [what, writes] of bad) await assert.rejects(append(...writes), InvalidAppendError, what);
      await good;
      assert.equal((await assertLedgerIsSound(store, tenant)).length, 1);
    });

    it('wakes readers, who see every event once and in order when they resume from what they handled', async () => {
      fresh();
      const seen: number[] = [];
      let wake: () => void = () => {};
      const off = store.onGrowth((grown) => grown === tenant && wake());
      const reader = (async () => {
        while (seen.length < 200) {
          const woken = new Promise<void>((resolve) => (wake = resolve));
          const events = await store.readLedger(tenant, seen.length + 1, 7);
          seen.push(...events.map(({ position }) => position));
          if (events.length === 0) await woken;
        }
      })();
      await Promise.all(Array.from({ length: 100 }, (_, n) => append(write(`s/${n % 10}`, 'any', ...newEvents(2)))));
      await reader;
      off();
      assert.deepEqual(
        seen,
        Array.from({ length: 200 }, (_, i) => i + 1),
      );
    });

    it('does what a plain list would do, for any sequence of appends', async () => {
      await checkAgainstModel(() => store, fresh);
      assert.ok((await readWholeLedger(store, tenant)).length >= 0);
    });
  });
}
