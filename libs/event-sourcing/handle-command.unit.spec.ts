import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { CommandContext } from './command-context.js';
import { decider } from './decider.js';
import { ConflictError, EventIdReusedError, LedgerUnavailableError, NO_STREAM, type AppendRequest } from './event-store.js';
import { eventTypes, type EventsOf } from './event-types.js';
import { decideWrite, handleCommand, MAX_ATTEMPTS, toNewEvents } from './handle-command.js';
import { refuse } from './refusal.js';
import { StreamStates } from './stream-states.js';
import { InMemoryEventStore, newEvent, recordedEvent } from './testing/index.js';

const catalogue = eventTypes({ Taken: { schema: 1, says: 'One less.', data: z.object({ item: z.string() }) } });
type Event = EventsOf<typeof catalogue>;
type Take = { readonly type: 'Take'; readonly items: readonly string[] };
const rules = decider<Take, Event, readonly string[], 'SOLD_OUT'>({
  initial: [],
  decide: {
    Take: ({ items }, taken) =>
      taken.length + items.length > 4 ? refuse('SOLD_OUT', 'four at most') : items.map((item) => ({ type: 'Taken', item })),
  },
  evolve: { Taken: (taken, { item }) => [...taken, item] },
});
const stream = 'stock/all';
const take = (...items: string[]): Take => ({ type: 'Take', items });
const taken = (item: string): Event => ({ type: 'Taken', item });
const context: CommandContext = {
  tenant: 'acme',
  actor: { kind: 'user', id: 'ann' },
  correlation: 'request-1',
  causation: null,
  trace: 'trace-1',
};
const seeded = { ...context, seed: 'once' };

/** A ledger in memory, of which the next appends fail as they are told to, before or after they are made. */
class FailingStore extends InMemoryEventStore {
  readonly requests: AppendRequest[] = [];
  /** Pages of the ledger that were read. */
  pages = 0;
  readonly failures: (Error | { readonly after: Error })[] = [];

  override readLedger(...asked: Parameters<InMemoryEventStore['readLedger']>) {
    this.pages += 1;
    return super.readLedger(...asked);
  }

  override async append(request: AppendRequest) {
    this.requests.push(request);
    const failure = this.failures.shift();
    if (failure instanceof Error) throw failure;
    const receipt = await super.append(request);
    if (failure) throw failure.after;
    return receipt;
  }
}

function target(store = new FailingStore()) {
  const states = new StreamStates(store, catalogue, rules);
  const nameBasedId = (name: string) =>
    createHash('sha256')
      .update(name)
      .digest('hex')
      .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
  return { store, states, catalogue, decider: rules, newId: randomUUID, nameBasedId };
}
const conflict = () => new ConflictError(stream, 1, 2);
const itemsIn = async ({ store }: { store: FailingStore }) =>
  (await store.readStream('acme', stream)).map(({ data }) => data['item']);
const elsewhere = { stream: 'other/1', expect: NO_STREAM, events: [newEvent({ type: 'Else' })] };

describe('a command', () => {
  it('becomes events that tell who asked, and the state after them', async () => {
    const on = target();
    const handled = await handleCommand(on, context, stream, take('pen', 'ink'));
    expect(handled).toMatchObject({ events: [taken('pen'), taken('ink')], state: ['pen', 'ink'], receipt: { repeated: false } });
    const recorded = await on.store.readStream('acme', stream);
    const { tenant: _, ...asked } = context;
    expect(recorded).toMatchObject([
      { type: 'Taken', schema: 1, data: { item: 'pen' }, revision: 0, sealed: null, ...asked },
      { type: 'Taken', schema: 1, data: { item: 'ink' }, revision: 1, sealed: null, ...asked },
    ]);
    expect(on.states.peek('acme', stream)).toStrictEqual({ state: ['pen', 'ink'], revision: 1 });
  });

  it('that changes nothing, or is refused, appends nothing', async () => {
    const on = target();
    await handleCommand(on, context, stream, take('pen'));
    expect(await handleCommand(on, context, stream, take())).toStrictEqual({ events: [], state: ['pen'], receipt: undefined });
    expect(await handleCommand(on, context, stream, take('1', '2', '3', '4'))).toStrictEqual(refuse('SOLD_OUT', 'four at most'));
    expect(on.store.requests).toHaveLength(1);
  });

  it('is decided anew on what is stored when it lost a race, eight times at most', async () => {
    const [on, other] = [target(), target()];
    on.store.failures.push(...Array.from({ length: MAX_ATTEMPTS - 1 }, conflict));
    expect(await handleCommand(on, context, stream, take('pen'))).toMatchObject({ state: ['pen'] });
    expect([MAX_ATTEMPTS, on.store.requests.length]).toStrictEqual([8, 8]);
    other.store.failures.push(...Array.from({ length: MAX_ATTEMPTS }, conflict));
    expect(await handleCommand(other, context, stream, take('pen'))).toStrictEqual(
      refuse('STREAM_BUSY', 'stock/all kept changing while this request was decided'),
    );
    expect(await itemsIn(other)).toStrictEqual([]);
  });

  it('reads what others appended since before it is decided', async () => {
    const on = target();
    await handleCommand(on, context, stream, take('pen'));
    await handleCommand({ ...on, states: new StreamStates(on.store, catalogue, rules) }, context, stream, take('ink'));
    expect(await handleCommand(on, context, stream, take('cap'))).toMatchObject({ state: ['pen', 'ink', 'cap'] });
    expect(on.store.requests.map(({ writes }) => writes[0]?.expect)).toStrictEqual([NO_STREAM, 0, 1]);
  });

  it('ends with a fault when the ledger has one, and is not tried again', async () => {
    for (const fault of [new LedgerUnavailableError('away'), new EventIdReusedError(recordedEvent())]) {
      const on = target();
      on.store.failures.push(fault);
      await expect(handleCommand(on, context, stream, take('pen'))).rejects.toBe(fault);
      expect(on.store.requests).toHaveLength(1);
    }
  });

  it('that rests on others is made after its stream was read, and anew on each attempt', async () => {
    const on = target();
    on.store.failures.push(conflict());
    const made = ['pen', 'ink'];
    const make = async () => take(made.shift() ?? '');
    expect(await handleCommand(on, context, stream, { type: 'Take', make })).toMatchObject({ state: ['ink'] });
    const refused = async () => refuse('NOT_KEPT');
    expect(await handleCommand(on, context, stream, { type: 'Take', make: refused })).toStrictEqual(refuse('NOT_KEPT'));
  });
});

describe('what commits together with a command', () => {
  it('is asked anew on each attempt, with the events it goes with', async () => {
    const on = target();
    on.store.failures.push(conflict());
    const seen: (readonly Event[])[] = [];
    let looks = 0;
    const still = { stream: 'third/1', at: NO_STREAM };
    await handleCommand(on, context, stream, take('pen'), {
      conditions: async () => ((looks += 1), [still]),
      together: async (events) => (seen.push(events), [elsewhere]),
    });
    expect([seen, looks]).toStrictEqual([[[taken('pen')], [taken('pen')]], 2]);
    expect(on.store.requests.at(-1)).toMatchObject({ conditions: [still], writes: [{ stream }, elsewhere] });
    expect((await on.store.readLedger('acme', 1, 9)).map(({ type }) => type)).toStrictEqual(['Taken', 'Else']);
  });

  it('is a condition where it writes nothing, and nothing at all where it stands anywhere', async () => {
    const on = target();
    const nothing = { stream: 'third/1', events: [] };
    await handleCommand(on, context, stream, take('pen'), {
      together: async () => [{ ...nothing, expect: NO_STREAM }, { ...nothing, expect: 'any' }, elsewhere],
    });
    const [request] = on.store.requests;
    expect(request?.conditions).toStrictEqual([{ stream: 'third/1', at: NO_STREAM }]);
    expect(request?.writes.map((write) => write.stream)).toStrictEqual([stream, 'other/1']);
  });

  it('may refuse it, and is not asked when nothing is appended', async () => {
    const on = target();
    const together = async () => refuse('NOT_NOW');
    expect(await handleCommand(on, context, stream, take('pen'), { together })).toStrictEqual(refuse('NOT_NOW'));
    expect(await handleCommand(on, context, stream, take(), { together })).toMatchObject({ events: [] });
    expect(on.store.requests).toStrictEqual([]);
  });

  it('is left out by most', async () => {
    const on = target();
    await handleCommand(on, context, stream, take('pen'));
    expect(on.store.requests).toMatchObject([{ conditions: [], writes: [{ stream, expect: NO_STREAM }] }]);
    expect(on.store.requests[0]?.writes).toHaveLength(1);
  });
});

describe('a command with a seed', () => {
  const pair = { together: async () => [elsewhere] };

  it('is answered from the ledger when it is there, as of then', async () => {
    const on = target();
    await handleCommand(on, context, stream, take('cap'));
    const first = await handleCommand(on, seeded, stream, take('pen', 'ink'), pair);
    await handleCommand(on, context, stream, take('nib'));
    const again = await handleCommand(on, seeded, stream, take('pen', 'ink'), pair);
    expect(again).toMatchObject({ events: [taken('pen'), taken('ink')], state: ['cap', 'pen', 'ink'] });
    const [was, is] = [first, again].map((handled) => ('receipt' in handled ? handled.receipt : undefined));
    expect(is).toStrictEqual({ ...was, repeated: true });
    expect(is?.events).toHaveLength(3);
    expect(on.store.requests).toHaveLength(3);
  });

  it('is another one on another stream, in another tenant, or of another type or seed', async () => {
    const on = target();
    const ids = async (...[of, to, type]: [CommandContext?, string?, string?]) => {
      const at = (of ?? seeded).tenant;
      const stored = target();
      const other = { ...rules, decide: { ...rules.decide, [type ?? 'Take']: rules.decide.Take } };
      await handleCommand({ ...stored, decider: other }, of ?? seeded, to ?? stream, { ...take('a', 'b'), type: type as 'Take' });
      return (await stored.store.readLedger(at, 1, 9)).map(({ id }) => id).join();
    };
    const all = [
      await ids(seeded, stream, 'Take'),
      await ids(seeded, 'stock/2', 'Take'),
      await ids({ ...seeded, tenant: 'rival' }, stream, 'Take'),
      await ids({ ...seeded, seed: 'twice' }, stream, 'Take'),
      await ids(seeded, stream, 'TakeAll'),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(await ids(seeded, stream, 'Take')).toBe(all[0]);
    expect(on.nameBasedId('writ/command\nonce\nacme\nstock/all\nTake\n0')).toBe(all[0]?.split(',')[0]);
  });

  it('that came by another way at this moment is answered from there', async () => {
    const on = target();
    on.store.failures.push({ after: new EventIdReusedError(recordedEvent()) });
    expect(await handleCommand(on, seeded, stream, take('pen'))).toMatchObject({ state: ['pen'], receipt: { repeated: true } });
    expect(await itemsIn(on)).toStrictEqual(['pen']);
  });

  it('finds all of an append that is longer than a page, in as many pages as it has', async () => {
    const long = { together: async () => [{ ...elsewhere, events: Array.from({ length: 2_500 }, () => newEvent()) }] };
    for (const behind of [0, 1]) {
      const on = target();
      await handleCommand(on, seeded, stream, take('pen'), long);
      if (behind > 0) await handleCommand(on, context, stream, take('ink'));
      const again = await handleCommand(on, seeded, stream, take('pen'), long);
      expect('receipt' in again && again.receipt?.events.map(({ position }) => position)).toStrictEqual(
        Array.from({ length: 2_501 }, (_, n) => n + 1),
      );
      expect(on.store.pages).toBe(3);
    }
    const exact = { together: async () => [{ ...elsewhere, events: Array.from({ length: 1_000 }, () => newEvent()) }] };
    const on = target();
    await handleCommand(on, seeded, stream, take('pen'), exact);
    const again = await handleCommand(on, seeded, stream, take('pen'), exact);
    expect('receipt' in again && again.receipt?.events).toHaveLength(1_001);
    expect(on.store.pages).toBe(2);
  });
});

describe('a write for an append that somebody else makes', () => {
  it('stands at the revision that was decided on', async () => {
    const on = target();
    await handleCommand(on, context, stream, take('pen'));
    const decided = await decideWrite(on, context, stream, take('ink'));
    expect(decided).toMatchObject({
      events: [taken('ink')],
      from: { state: ['pen'], revision: 0 },
      write: { stream, expect: 0, events: [{ type: 'Taken', data: { item: 'ink' } }] },
    });
    expect(on.store.requests).toHaveLength(1);
  });

  it('of an event that no catalogue knows is a fault', () => {
    const unknown = { type: 'Lost' } as unknown as Event;
    expect(() => toNewEvents(catalogue, context, [unknown], randomUUID)).toThrow('event type Lost is not in the catalogue');
  });
});
