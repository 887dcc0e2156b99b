import { describe, expect, it } from '@jest/globals';
import type { AppendReceipt, StreamState } from '#libs/event-sourcing';
import type { Ask } from '../asks.js';
import type { Drafted } from '../decision-drafting.js';
import { DecisionsUnderWay, type Leaving } from './decisions-under-way.js';

const RECEIPT: AppendReceipt = { tenant: 'acme', events: [], repeated: false };
const [SESSIONS, FACTS] = [{}, {}];

/** A draft of one ask, as far as its way to the ledger is concerned, and a ledger that answers when told. */
function sent(underWay: DecisionsUnderWay, id: string, ...left: readonly Leaving[]) {
  const drafted = { asks: [{ id } as Ask] } as unknown as Drafted;
  const { promise, resolve, reject } = Promise.withResolvers<AppendReceipt>();
  underWay.add(drafted, left, promise, () => {});
  return { drafted, land: () => resolve(RECEIPT), fail: (error: Error) => reject(error) };
}
const left = (states: object, stream: string, revision: number): Leaving => ({ states, stream, state: at(revision) });
const at = (revision: number): StreamState<unknown> => ({ state: { revision }, revision });
const turn = () => new Promise(setImmediate);

describe('decisions under way', () => {
  it('say where the last of them leaves a stream, until it is in', async () => {
    const underWay = new DecisionsUnderWay(() => {});
    const first = sent(underWay, 'a', left(SESSIONS, 'session/1', 3), left(FACTS, 'fact/1', 8));
    const second = sent(underWay, 'b', left(SESSIONS, 'session/1', 4));
    expect([underWay.peek(SESSIONS, 'session/1'), underWay.peek(FACTS, 'fact/1')]).toStrictEqual([at(4), at(8)]);
    expect(underWay.peek(FACTS, 'session/1')).toBeUndefined();
    expect(underWay.moves).toBe(false);
    first.land();
    await turn();
    expect([underWay.peek(SESSIONS, 'session/1'), underWay.peek(FACTS, 'fact/1')]).toStrictEqual([at(4), undefined]);
    expect(underWay.moves).toBe(true);
    second.land();
    await turn();
    expect([underWay.peek(SESSIONS, 'session/1'), underWay.isEmpty]).toStrictEqual([undefined, true]);
  });

  it('know the ids on their way, so that none is sent twice at once', async () => {
    const underWay = new DecisionsUnderWay(() => {});
    const first = sent(underWay, 'a');
    const asks = ['a', 'b', 'c', 'b'].map((id) => ({ id }) as Ask);
    expect(underWay.repeatedIn(asks).map((ask) => asks.indexOf(ask))).toStrictEqual([0, 3]);
    expect(asks.map((ask) => underWay.repeatedIn([ask]).length)).toStrictEqual([1, 0, 0, 0]);
    first.land();
    await turn();
    expect(underWay.repeatedIn(asks)).toStrictEqual([asks[3]]);
  });

  it('tell when one stream was always moved by one of them for half a second, which many that move others are not', async () => {
    let now = 0;
    const underWay = new DecisionsUnderWay(
      () => {},
      () => now,
    );
    const next = (id: string, stream: string) => sent(underWay, id, left(SESSIONS, stream, 1));
    const landed = async ({ land }: { land: () => void }) => {
      land();
      await turn();
    };
    let before = next('a', 'session/1');
    for (now = 100; now < 1_000; now += 100) {
      const behind = next(`b${now}`, `session/${now}`);
      await landed(before);
      before = behind;
    }
    expect([underWay.moves, underWay.movesOneStream]).toStrictEqual([true, false]);
    const started = now;
    for (; now < started + 500; now += 100) {
      const behind = next(`c${now}`, 'session/1');
      expect(underWay.movesOneStream).toBe(false);
      await landed(before);
      before = behind;
    }
    const last = next('d', 'session/1');
    expect(underWay.movesOneStream).toBe(true);
    await landed(before);
    await landed(last);
    expect(underWay.movesOneStream).toBe(false);
    next('e', 'session/1');
    expect(underWay.movesOneStream).toBe(false);
  });

  it('give back what did not get in, in the order in which it was sent, once nothing is on its way', async () => {
    let settled = 0;
    const underWay = new DecisionsUnderWay(() => (settled += 1));
    const [first, second, third] = ['a', 'b', 'c'].map((id) => sent(underWay, id));
    third?.fail(new Error('third'));
    await turn();
    expect([underWay.isBroken, settled]).toStrictEqual([true, 1]);
    const failed = underWay.failed();
    second?.fail(new Error('second'));
    first?.land();
    expect((await failed).map(({ drafted, error }) => [drafted, (error as Error).message])).toStrictEqual([
      [second?.drafted, 'second'],
      [third?.drafted, 'third'],
    ]);
    expect(settled).toBe(3);
  });

  it('are bounded: the next one waits until there is room', async () => {
    const underWay = new DecisionsUnderWay(() => {});
    const all = Array.from({ length: 64 }, (_, i) => sent(underWay, String(i)));
    let isFree = false;
    const room = underWay.room().then(() => (isFree = true));
    await turn();
    expect(isFree).toBe(false);
    all[0]?.land();
    await room;
    expect(isFree).toBe(true);
  });
});
