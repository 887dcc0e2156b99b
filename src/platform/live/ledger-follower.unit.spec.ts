import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { InMemoryEventStore, newEvent } from '#libs/event-sourcing/testing';
import type { EventStore, NewEvent, RecordedEvent } from '#libs/event-sourcing';
import { LedgerFollower } from './ledger-follower.js';

const TENANT = 'acme';

const note = (text: string): NewEvent => newEvent({ type: 'Noted', data: { text } });

/** A real store in memory whose reads can be counted, made to fail, and delayed by a turn of the event loop. */
class ObservedStore {
  readonly inner = new InMemoryEventStore();
  reads = 0;
  failures = 0;
  readonly asked: number[] = [];

  append(count: number, tenant = TENANT, text = ''): Promise<unknown> {
    return this.inner.append({
      tenant,
      writes: [{ stream: 'note/1', expect: 'any', events: Array.from({ length: count }, () => note(text)) }],
    });
  }

  get port(): EventStore {
    const readLedger: EventStore['readLedger'] = async (tenant, from, limit) => {
      this.reads += 1;
      this.asked.push(limit);
      await new Promise((resolve) => setImmediate(resolve));
      if (this.failures > 0) {
        this.failures -= 1;
        throw new Error('the store is away');
      }
      return this.inner.readLedger(tenant, from, limit);
    };
    const { inner } = this;
    return { ...delegated(inner), readLedger };
  }
}

function delegated(store: EventStore): EventStore {
  return {
    append: (request) => store.append(request),
    readStream: (...args) => store.readStream(...args),
    readLedger: (...args) => store.readLedger(...args),
    readTypes: (...args) => store.readTypes(...args),
    readPositions: (...args) => store.readPositions(...args),
    readEvent: (...args) => store.readEvent(...args),
    head: (tenant) => store.head(tenant),
    end: (tenant) => store.end(tenant),
    heads: () => store.heads(),
    damaged: () => store.damaged(),
    onGrowth: (wake) => store.onGrowth(wake),
    close: () => store.close(),
  };
}

async function take(
  follower: LedgerFollower,
  after: number | undefined,
  count: number,
  slowly: () => Promise<void> = async () => undefined,
): Promise<RecordedEvent[]> {
  const stop = new AbortController();
  const seen: RecordedEvent[] = [];
  for await (const page of follower.follow(TENANT, after, stop.signal)) {
    seen.push(...page.map(({ event }) => event));
    await slowly();
    if (seen.length >= count) stop.abort();
  }
  return seen;
}

const turns = (count: number) => async (): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('the ledger follower', () => {
  it('gives every follower every event once and in order, at any pace and from any position', async () => {
    const load = fc.record({
      before: fc.nat(1_200),
      appends: fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 8 }),
      followers: fc.array(fc.record({ share: fc.nat(100), pause: fc.nat(5), join: fc.nat(6) }), { minLength: 1, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(load, async ({ before, appends, followers }) => {
        const store = new ObservedStore();
        if (before > 0) await store.append(before);
        const follower = new LedgerFollower(store.port);
        const total = before + appends.reduce((sum, count) => sum + count, 0);
        const running = followers.map(async ({ share, pause, join }) => {
          const after = Math.floor((before * share) / 100);
          await turns(join)();
          return { after, seen: total === after ? [] : await take(follower, after, total - after, turns(pause)) };
        });
        for (const count of appends) {
          await store.append(count);
          await turns(1)();
        }
        for (const { after, seen } of await Promise.all(running))
          expect(seen.map(({ position }) => position)).toStrictEqual(
            Array.from({ length: total - after }, (_, index) => after + index + 1),
          );
        expect(follower.followed).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('reads what is new once for all who keep up', async () => {
    const store = new ObservedStore();
    const follower = new LedgerFollower(store.port);
    const all = Array.from({ length: 50 }, () => take(follower, 0, 20));
    await turns(5)();
    for (let round = 0; round < 20; round += 1) {
      await store.append(1);
      await turns(5)();
    }
    await Promise.all(all);
    expectThat(`${store.reads} reads for 50 followers of 20 events`, store.reads).toBeLessThanOrEqual(40);
  });

  it('reads less at once when events are large', async () => {
    const store = new ObservedStore();
    for (let index = 0; index < 30; index += 1) await store.append(10, TENANT, 'x'.repeat(200_000));
    await take(new LedgerFollower(store.port), 0, 300);
    expectThat(
      `asked for ${store.asked.join(', ')} events of 200 kB each`,
      Math.max(...store.asked.slice(1)),
    ).toBeLessThanOrEqual(10);
    await store.append(2_000);
    store.asked.length = 0;
    await take(new LedgerFollower(store.port), 300, 2_000);
    expect(Math.max(...store.asked)).toBe(500);
  });

  it('waits for a store that is away and goes on where it was', async () => {
    const store = new ObservedStore();
    await store.append(600);
    store.failures = 2;
    const seen = await take(new LedgerFollower(store.port), 0, 600);
    expect(seen.map(({ position }) => position)).toStrictEqual(Array.from({ length: 600 }, (_, index) => index + 1));
  });

  it('starts at the end when no position is named, and refuses one beyond it', async () => {
    const store = new ObservedStore();
    await store.append(10);
    const follower = new LedgerFollower(store.port);
    const seen = take(follower, undefined, 1);
    await turns(3)();
    await store.append(1);
    expect((await seen).map(({ position }) => position)).toStrictEqual([11]);
    await expect(take(follower, 12, 1)).rejects.toThrow(/INVALID_INPUT/);
    expect(follower.followed).toBe(0);
  });

  it('ends whoever waits when it is told to stop', async () => {
    const follower = new LedgerFollower(new ObservedStore().port);
    const one = new AbortController();
    const first = follower.follow(TENANT, 0, one.signal).next();
    const second = follower.follow('other', 0, new AbortController().signal).next();
    await turns(3)();
    one.abort();
    expect(await first).toStrictEqual({ done: true, value: undefined });
    follower.beforeApplicationShutdown();
    expect(await second).toStrictEqual({ done: true, value: undefined });
    expect(follower.followed).toBe(0);
  });
});
