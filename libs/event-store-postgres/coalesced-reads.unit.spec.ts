import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RecordedEvent } from '#libs/event-sourcing';
import { InMemoryEventStore, newEvents } from '#libs/event-sourcing/testing';
import { coalesceReads } from './coalesced-reads.js';

/** A store that counts its reads and answers them when told to. */
function gatedStore() {
  const store = new InMemoryEventStore();
  const open: (() => void)[] = [];
  const readLedger = async (...args: [string, number, number]): Promise<RecordedEvent[]> => {
    const events = await store.readLedger(...args);
    await new Promise<void>((resolve) => open.push(resolve));
    return events;
  };
  const append = () => store.append({ tenant: 'a', writes: [{ stream: 's/1', expect: 'any', events: newEvents(1) }] });
  return { open, append, source: { readLedger, heads: () => store.heads(), onGrowth: store.onGrowth.bind(store) } };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('reads once for those who ask the same at the same time, and again for those who ask later or otherwise', async () => {
  const { open, append, source } = gatedStore();
  await append();
  const coalesced = coalesceReads(source);
  const asked = [coalesced.readLedger('a', 1, 10), coalesced.readLedger('a', 1, 10), coalesced.readLedger('a', 2, 10)];
  await settled();
  assert.equal(open.length, 2);
  for (const answer of open.splice(0)) answer();
  assert.deepEqual(
    (await Promise.all(asked)).map((events) => events.length),
    [1, 1, 0],
  );
  const later = coalesced.readLedger('a', 1, 10);
  await settled();
  assert.equal(open.length, 1);
  open[0]?.();
  assert.equal((await later).length, 1);
});

it('does not let a subscriber join a read that began before what woke it', async () => {
  const { open, append, source } = gatedStore();
  const coalesced = coalesceReads(source);
  const seen: Promise<RecordedEvent[]>[] = [];
  coalesced.onGrowth(() => void seen.push(coalesced.readLedger('a', 1, 10)));
  const early = coalesced.readLedger('a', 1, 10);
  await settled();
  await append();
  await settled();
  for (const answer of open) answer();
  assert.equal((await early).length, 0);
  assert.equal((await seen[0])?.length, 1);
});
