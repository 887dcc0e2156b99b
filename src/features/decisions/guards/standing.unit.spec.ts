import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { Asking, DecisionGuard, Judgement } from '#libs/decision-guards';
import { eventTypes, refuse, StreamStates, type EventStore } from '#libs/event-sourcing';
import { InMemoryEventStore, newEvent } from '#libs/event-sourcing/testing';
import { stopped } from '#libs/ruling';
import { z } from 'zod';
import { Standing } from './standing.js';
import { conditionsOf } from './stands.js';

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
  settles: null,
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
      expect(admitted.map((one) => standing.says(one).map(({ guard }) => guard.name))).toStrictEqual(
        Array.from({ length: 3 }, () => ['one', 'two', 'three']),
      );
    }
    expect(reads).toStrictEqual(['tools/all', 'tools/pay']);
  });

  it('is brought up to date where it moved and nowhere else', async () => {
    const { reads, move, states } = ledger();
    const [one, another] = [states(), states()];
    const standing = standingOf(judging('one', 1, one), judging('two', 2, another), judging('three', 3, one, 'tools/pay'));
    await standing.admit([asking()], self);
    reads.length = 0;
    await move('tools/all');
    await standing.refresh('tools/all');
    expectThat('in both memories of it', reads).toStrictEqual(['tools/all', 'tools/all']);
    await standing.refresh('session/s-1');
    expect(reads).toHaveLength(2);
    expect([one, another].map((states_) => states_.peek('acme', 'tools/all')?.state)).toStrictEqual([1, 1]);
  });

  it('is a condition for those who were heard; of two memories of a stream, the older', async () => {
    const { move, states } = ledger();
    const [old, recent] = [states(), states()];
    await old.load('acme', 'tools/all');
    await move('tools/all');
    const standing = standingOf(judging('old', 1, old), judging('recent', 2, recent), judging('other', 3, old, 'tools/pay'));
    const { admitted } = await standing.admit([asking()], self);
    const stands = admitted.flatMap((one) => standing.says(one).map(({ stands: { at } }) => at));
    expect(conditionsOf(stands)).toStrictEqual([
      { stream: 'tools/all', at: -1 },
      { stream: 'tools/pay', at: -1 },
    ]);
    expect(conditionsOf(stands.slice(1, 2))).toStrictEqual([{ stream: 'tools/all', at: 0 }]);
  });

  it('says nothing about outcomes, but for the guards that admit', async () => {
    const { states } = ledger();
    const standing = standingOf(admitting(states(), 1), judging('two', 2, states()));
    const { admitted } = await standing.admit([asking('a-1', null)], self);
    expect(admitted.map(({ stands }) => stands.map((stand) => stand?.at.stream))).toStrictEqual([['agent/a-1', undefined]]);
  });
});

describe('a guard that only revises', () => {
  const held: Judgement = {
    ...stopped('REQUIRE_APPROVAL', 'APPROVAL_REQUIRED', 'r', 'r'),
    policy: { id: 'p', revision: 1, digest: 'd', planDigest: 'd', dataDigest: 'd', entrypoint: 'e', signature: null },
    pin: null,
  };
  const revising = (name: string, place: number, states: Counting): DecisionGuard<number> => ({
    name,
    place,
    standsOn: {
      states,
      when: ({ code }) => code === 'APPROVAL_REQUIRED',
      stream: ({ call }) => (call ? `calls/${call.tool}` : undefined),
    },
    revise: () => undefined,
  });

  it('costs nothing until there is something for it, and is then loaded once', async () => {
    const { reads, move, states } = ledger();
    await move('calls/pay');
    const shared = states();
    const standing = standingOf(judging('one', 1, states()), revising('two', 2, shared), revising('three', 3, shared));
    const { admitted } = await standing.admit([asking(), asking()], self);
    const [first, second] = admitted as [(typeof admitted)[number], (typeof admitted)[number]];
    expect(reads).toStrictEqual(['tools/all']);
    expect(standing.says(first)).toHaveLength(1);
    expect(standing.awaited(first, { ...held, code: 'POLICY_DENIED' })).toStrictEqual([]);
    expectThat('what no policy said is not revised', standing.awaited(first, { ...held, policy: null })).toStrictEqual([]);
    const guards = standing.awaited(first, held);
    expect(guards).toStrictEqual([1, 2]);
    await standing.call([
      { one: first, guards },
      { one: second, guards },
    ]);
    expect(reads).toStrictEqual(['tools/all', 'calls/pay']);
    expect(standing.says(second).map(({ guard, asked }) => [guard.name, asked.at.revision])).toStrictEqual([
      ['one', -1],
      ['two', 0],
      ['three', 0],
    ]);
    expect(standing.awaited(first, held)).toStrictEqual([]);
  });

  it('may be supposed to stand on a stream that is new, which the append has to prove', async () => {
    const { reads, move, states } = ledger();
    const calls = states();
    const standing = new Standing([judging('one', 1, states()), revising('two', 2, calls)] as DecisionGuard[], 'acme', true);
    const { admitted } = await standing.admit([asking()], self);
    const [one] = admitted as [(typeof admitted)[number]];
    const said = standing.callIn(one, 1);
    expect([said?.asked.at, reads]).toStrictEqual([{ state: 0, revision: -1 }, ['tools/all']]);
    expect(conditionsOf([said!.stands.at])).toStrictEqual([{ stream: 'calls/pay', at: -1 }]);
    await move('calls/pay');
    await standing.refresh('calls/pay');
    expectThat('what was wrong is not supposed again', calls.peek('acme', 'calls/pay')?.revision).toBe(0);
  });

  it('is loaded together with what others are called in for', async () => {
    const store = new InMemoryEventStore();
    let asked = 0;
    let answer = (): void => undefined;
    const bothAsked = new Promise<void>((resolve) => (answer = resolve));
    const readStream: EventStore['readStream'] = async (...range) => {
      if ((asked += 1) === 2) answer();
      await bothAsked;
      return store.readStream(...range);
    };
    const states = () => new StreamStates({ readStream }, catalogue, rules);
    const standing = standingOf(revising('one', 1, states()), revising('two', 2, states()));
    const { admitted } = await standing.admit([asking()], self);
    const [one] = admitted as [(typeof admitted)[number]];
    await standing.call([{ one, guards: standing.awaited(one, held) }]);
    expect(standing.says(one).map(({ guard }) => guard.name)).toStrictEqual(['one', 'two']);
  });

  it('judges what stood before the draft that called it in', async () => {
    const { states } = ledger();
    const standing = standingOf(judging('one', 1, states()), revising('two', 2, states()));
    const { admitted } = await standing.admit([asking()], self);
    const [first] = admitted as [(typeof admitted)[number]];
    const [say] = standing.says(first);
    if (say) say.stands.at.now = { state: 7, revision: 7 };
    await standing.call([{ one: first, guards: [1] }]);
    expect(standing.says(first).map(({ asked }) => asked.at.revision)).toStrictEqual([-1, -1]);
  });
});

describe('further streams of a guard', () => {
  /** Stands on one more stream for each event of its own. */
  const branching = (states: Counting, branches: Counting, settles = false): DecisionGuard<number> => ({
    name: 'branching',
    place: 1,
    standsOn: {
      states,
      stream: () => 'trunk/all',
      further: (_, { state }) => Array.from({ length: state }, (_each, i) => ({ states: branches, stream: `branch/${i}` })),
    },
    judge: () => undefined,
    ...(settles && { settle: () => ({ writes: [] }) }),
  });

  it('follow from its own, are loaded once, shown in order, and stood on', async () => {
    const { reads, move, states } = ledger();
    await move('trunk/all');
    await move('trunk/all');
    await move('branch/1');
    const [trunk, branches] = [states(), states()];
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const standing = standingOf(branching(trunk, branches));
      const { admitted } = await standing.admit([asking(), asking('a-2')], self);
      for (const one of admitted) {
        const [say] = standing.says(one);
        expect(say?.asked.further).toStrictEqual([
          { state: 0, revision: -1 },
          { state: 1, revision: 0 },
        ]);
        expect(conditionsOf([say!.stands.at, ...say!.stands.further])).toStrictEqual([
          { stream: 'trunk/all', at: 1 },
          { stream: 'branch/0', at: -1 },
          { stream: 'branch/1', at: 0 },
        ]);
      }
    }
    expect(reads.toSorted()).toStrictEqual(['branch/0', 'branch/1', 'trunk/all']);
  });

  it('are refreshed when they moved, and others when their own did', async () => {
    const { move, states } = ledger();
    const [trunk, branches] = [states(), states()];
    const seen = async () => {
      const standing = standingOf(branching(trunk, branches));
      const { admitted } = await standing.admit([asking()], self);
      return { standing, further: standing.says(admitted[0]!)[0]!.asked.further };
    };
    const none = await seen();
    expect(none.further).toStrictEqual([]);
    await move('trunk/all');
    await none.standing.refresh('trunk/all');
    const one = await seen();
    expect(one.further).toStrictEqual([{ state: 0, revision: -1 }]);
    await move('branch/0');
    await one.standing.refresh('branch/0');
    expect((await seen()).further).toStrictEqual([{ state: 1, revision: 0 }]);
  });

  it('are known for outcomes to the guards that settle, and to no others', async () => {
    const { move, states } = ledger();
    await move('trunk/all');
    for (const settles of [false, true]) {
      const standing = standingOf(branching(states(), states(), settles));
      const { admitted } = await standing.admit([asking('a-1', null)], self);
      expect(standing.says(admitted[0]!).map(({ asked }) => asked.further.length)).toStrictEqual(settles ? [1] : []);
    }
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
    expect([admitted.length, refused.length]).toStrictEqual([1, 0]);
    expect(admitted[0]?.stands[0]?.at.now.revision).toBe(1);
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
    expect([admitted.length, refused.length]).toStrictEqual([0, 2]);
  });
});
