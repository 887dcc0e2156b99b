import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { rejectionOf } from '#libs/testing';
import fc from 'fast-check';
import { z } from 'zod';
import { decider } from './decider.js';
import { eventTypes, type EventsOf } from './event-types.js';
import { react, reaction, ReactionRefusedError, runAt, sending, subjectOf, timeOf, type ReactionMeans } from './reaction.js';
import { refuse } from './refusal.js';
import { InMemoryEventStore, recordedEvent } from './testing/index.js';

const orders = eventTypes({
  OrderPlaced: {
    schema: 2,
    says: 'Somebody wants something.',
    data: z.object({ item: z.string() }),
    upcasts: { 1: ({ thing }) => ({ item: thing ?? '' }) },
  },
  OrderDropped: { schema: 1, says: 'Nobody wants it any more.', data: z.object({}) },
});
const stockEvents = eventTypes({ ItemTaken: { schema: 1, says: 'One less.', data: z.object({ item: z.string() }) } });
type StockEvent = EventsOf<typeof stockEvents>;
type TakeItem = { readonly type: 'TakeItem'; readonly item: string };

const stock = {
  catalogue: stockEvents,
  decider: decider<TakeItem, StockEvent, readonly string[], 'SOLD_OUT' | 'NOT_KEPT'>({
    initial: [],
    decide: {
      TakeItem: ({ item }, taken) => {
        if (item === 'air') return refuse('NOT_KEPT');
        return taken.length >= 2 ? refuse('SOLD_OUT') : [{ type: 'ItemTaken', item }];
      },
    },
    evolve: { ItemTaken: (taken, { item }) => [...taken, item] },
  }),
};

const taking = reaction(orders, {
  name: 'take-when-ordered',
  when: {
    OrderPlaced: ({ item }, { tenant }) =>
      item === '' ? undefined : sending(stock, { tenant, stream: 'stock/all' }, { type: 'TakeItem', item }, ['SOLD_OUT']),
    OrderDropped: (_, { id }) => ({ job: 'put-back', id }),
  },
});
const order = (item: string, schema = 2) =>
  recordedEvent({ type: 'OrderPlaced', schema, data: schema === 1 ? { thing: item } : { item }, correlation: 'request-9' });

function means(store = new InMemoryEventStore()) {
  const requested: string[] = [];
  const having: ReactionMeans & { store: InMemoryEventStore; requested: string[] } = {
    store,
    requested,
    requestJob: (name, id) => requested.push(`${name} ${id}`),
    newId: randomUUID,
    nameBasedId: (name) =>
      createHash('sha256')
        .update(name)
        .digest('hex')
        .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5'),
  };
  return having;
}
const taken = async ({ store }: { store: InMemoryEventStore }) =>
  (await store.readStream('acme', 'stock/all')).map(({ data }) => data['item']);

describe('a reaction', () => {
  it('makes one append, which tells what caused it', async () => {
    const having = means();
    const event = order('pen');
    await react(having, taking, event);
    const [made] = await having.store.readStream('acme', 'stock/all');
    expect([made?.type, made?.data, made?.causation, made?.correlation, made?.actor]).toStrictEqual([
      'ItemTaken',
      { item: 'pen' },
      event.id,
      'request-9',
      { kind: 'system', id: 'take-when-ordered' },
    ]);
  });

  it('takes effect once, however often and by however many it is made', async () => {
    const having = means();
    const [one, two] = [order('pen'), order('pen')];
    await react(having, taking, one);
    await react(having, taking, one);
    const other = means(new InMemoryEventStore(undefined, having.store));
    await Promise.all([react(other, taking, one), react(having, taking, two), react(other, taking, two)]);
    expect(await taken(having)).toStrictEqual(['pen', 'pen']);
  });

  it('sees events in their current shape, and may find nothing to do', async () => {
    const having = means();
    await react(having, taking, order('ink', 1));
    await react(having, taking, order(''));
    await react(having, taking, recordedEvent({ type: 'constructor' }));
    await react(having, { name: 'none', when: { OrderPlaced: undefined as never } }, order('pen'));
    expect(await taken(having)).toStrictEqual(['ink']);
  });

  it('is done when it is refused as it said it may be, and fails when it is refused otherwise', async () => {
    const having = means();
    for (let i = 0; i < 3; i += 1) await react(having, taking, order(`pen ${i}`));
    expect(await taken(having)).toStrictEqual(['pen 0', 'pen 1']);
    const error = await rejectionOf(react(having, taking, order('air')));
    expect(error).toBeInstanceOf(ReactionRefusedError);
    expect(error).toMatchObject({ refusal: { refused: 'NOT_KEPT' } });
    expect(String(error)).toBe('ReactionRefusedError: take-when-ordered was refused: NOT_KEPT');
    const detailed = new ReactionRefusedError('one', refuse('NO', 'not today'));
    expect(detailed.message).toBe('one was refused: NO, not today');
    expect(
      sending(stock, { tenant: 'acme', stream: 'stock/all' }, { type: 'TakeItem', item: 'pen' }).doneWhenRefused,
    ).toStrictEqual([]);
  });

  it('leaves longer work to a job', async () => {
    const having = means();
    const event = recordedEvent({ type: 'OrderDropped', data: {} });
    await react(having, taking, event);
    expect(having.requested).toStrictEqual([`put-back ${event.id}`]);
  });
});

describe('a run at a time', () => {
  it('says what it is for, whatever that holds, and is another one at another time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 8e15 }), (subject, at) => {
        const run = runAt(subject, at);
        expect([subjectOf(run.id), timeOf(run.id), run.at]).toStrictEqual([subject, at, at]);
        expect(runAt(subject, at + 1).id).not.toBe(run.id);
      }),
    );
  });
});
