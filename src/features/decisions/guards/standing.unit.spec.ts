import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Asking, DecisionGuard } from '#libs/decision-guards';
import { eventTypes, refuse, StreamStates, type EventStore } from '#libs/event-sourcing';
import { InMemoryEventStore, newEvent } from '#libs/event-sourcing/testing';
import { z } from 'zod';
import { conditionsOf, Standing } from './standing.js';

const catalogue = eventTypes({ Moved: { schema: 1, says: 'It moved.', data: z.object({}) } });
const rules = { initial: 0, evolve: { Moved: (count: number) => count + 1 } };

/** A ledger that tells which streams were read from it. */
function ledger() {
  const store = new InMemoryEventStore();
  const reads: string[] = [];
  const watched: Pick<EventStore, 'readStream'> = {
    readStream: (tenant, stream, ...range) => {
      reads.push(stream);
      return store.readStream(tenant, stream, ...range);
    },
  };
  const move = (stream: string) =>
    store.append({ tenant: 'acme', writes: [{ stream, expect: 'any', events: [{ ...newEvent(), type: 'Moved', data: {} }] }] });
  return { reads, move, states: () => new StreamStates(watched, catalogue, rules) };
}
type Counting = StreamStates<typeof catalogue, number>;

const asking = (agent = 'a-1', tool: string | null = 'pay'): Asking => ({
  tenant: 'acme',
  agent: { id: agent, keyId: 'k', labels: {} },
  session: 's-1',
  call: tool === null ? null : { tool, arguments: {}, context: {} },
});
const judging = (name: string, place: number, states: Counting, stream = 'tools/all'): DecisionGuard<number> => ({
  name,
  place,
  standsOn: { states, stream: ({ call }) => (call ? stream : undefined) },
  judge: () => undefined,
});
/** Admits an agent as long as its stream stands where this expects it. */
const admitting = (states: Counting, until: number): DecisionGuard<number> => ({
  name: 'admitting',
  place: 1,
  standsOn: { states, stream: ({ agent }) => `agent/${agent.id}` },
  admit: ({ asking: by, at }) => (at.state < until ? by : refuse('FORBIDDEN')),
});
const standingOf = (...guards: readonly DecisionGuard<number>[]) => new Standing(guards as DecisionGuard[], 'acme');
const self = (asked: Asking) => asked;

describe('what guards know during an attempt', () => {
  it('is loaded once for all who stand on it, and remembered for the next attempt', async () => {
    const { reads, states } = ledger();
    const shared = states();
    const guards = [judging('one', 1, shared), judging('two', 2, shared), judging('three', 3, shared, 'tools/pay')];
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const standing = standingOf(...guards);
      const { admitted } = await standing.admit([asking(), asking(), asking('a-2')], self);
      assert.deepEqual(
        admitted.map((one) => standing.says(one).map(({ guard }) => guard.name)),
        Array.from({ length: 3 }, () => ['one', 'two', 'three']),
      );
    }
    assert.deepEqual(reads, ['tools/all', 'tools/pay']);
  });

  it('is brought up to date where it moved and nowhere else', async () => {
    const { reads, move, states } = ledger();
    const [one, another] = [states(), states()];
    const standing = standingOf(judging('one', 1, one), judging('two', 2, another), judging('three', 3, one, 'tools/pay'));
    await standing.admit([asking()], self);
    reads.length = 0;
    await move('tools/all');
    await standing.refresh('tools/all');
    assert.deepEqual(reads, ['tools/all', 'tools/all'], 'in both memories of it');
    await standing.refresh('session/s-1');
    assert.equal(reads.length, 2);
    assert.deepEqual(
      [one, another].map((states_) => states_.peek('acme', 'tools/all')?.state),
      [1, 1],
    );
  });

  it('is a condition for those who were heard; of two memories of a stream, the older', async () => {
    const { move, states } = ledger();
    const [old, recent] = [states(), states()];
    await old.load('acme', 'tools/all');
    await move('tools/all');
    const standing = standingOf(judging('old', 1, old), judging('recent', 2, recent), judging('other', 3, old, 'tools/pay'));
    const { admitted } = await standing.admit([asking()], self);
    const stands = admitted.flatMap((one) => standing.says(one).map(({ stand }) => stand));
    assert.deepEqual(conditionsOf(stands), [
      { stream: 'tools/all', at: -1 },
      { stream: 'tools/pay', at: -1 },
    ]);
    assert.deepEqual(conditionsOf(stands.slice(1, 2)), [{ stream: 'tools/all', at: 0 }]);
  });

  it('says nothing about outcomes, but for the guards that admit', async () => {
    const { states } = ledger();
    const standing = standingOf(admitting(states(), 1), judging('two', 2, states()));
    const { admitted } = await standing.admit([asking('a-1', null)], self);
    assert.deepEqual(
      admitted.map(({ stands }) => stands.map((stand) => stand?.stream)),
      [['agent/a-1', undefined]],
    );
  });
});

describe('a refusal', () => {
  it('counts only by what is stored now', async () => {
    const { move, states } = ledger();
    const counting = states();
    await move('agent/a-1');
    await counting.load('acme', 'agent/a-1');
    const whileOdd: DecisionGuard<number> = {
      ...admitting(counting, 0),
      admit: ({ asking: by, at }) => (at.state % 2 === 0 ? by : refuse('FORBIDDEN')),
    };
    await move('agent/a-1');
    const { admitted, refused } = await standingOf(whileOdd).admit([asking()], self);
    assert.deepEqual([admitted.length, refused.length], [1, 0]);
    assert.equal(admitted[0]?.stands[0]?.now.revision, 1);
  });

  it('that shows a memory to be old is asked again for all who were admitted by it', async () => {
    const { move, states } = ledger();
    const counting = states();
    await counting.load('acme', 'agent/a-1');
    // Nobody may come in any more, and this memory does not know it; the second one is refused for another reason.
    await move('agent/a-1');
    const guard: DecisionGuard<number> = {
      ...admitting(counting, 1),
      admit: ({ asking: by, at }) => (at.state < 1 && by.call?.tool !== 'never' ? by : refuse('FORBIDDEN')),
    };
    const { admitted, refused } = await standingOf(guard).admit([asking(), asking('a-1', 'never')], self);
    assert.deepEqual([admitted.length, refused.length], [0, 2]);
  });
});
