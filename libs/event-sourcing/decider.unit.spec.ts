import { describe, expect, it } from '@jest/globals';
import { decide, decider, evolve, fold } from './decider.js';
import { refuse } from './refusal.js';

type Command = { readonly type: 'Add'; readonly n: number };
type Event = { readonly type: 'Added'; readonly n: number };
const rules = {
  initial: 'a',
  decide: { Add: ({ n }: Command, state: string) => (n < 0 ? refuse('NO', state) : [{ type: 'Added' as const, n }]) },
  evolve: { Added: (state: string, { n }: Event) => `${state}${n}` },
};
const sums = decider<Command, Event, string, 'NO'>(rules);
const added = (n: number): Event => ({ type: 'Added', n });
const unknown = { type: 'Unknown', n: 7 } as unknown as Event;

describe('a decider', () => {
  it('is the rules it is made of', () => {
    expect(sums).toBe(rules);
  });

  it('comes to a state event by event, from the first one or another', () => {
    expect(fold(sums, [])).toBe('a');
    expect(fold(sums, [added(1), added(2)])).toBe('a12');
    expect(fold(sums, [added(3)], 'b')).toBe('b3');
    expect(evolve(sums, 'b', added(1))).toBe('b1');
  });

  it('passes over what it does not know', () => {
    expect(evolve(sums, 'b', unknown)).toBe('b');
    expect(fold(sums, [added(1), unknown, added(2)])).toBe('a12');
  });

  it('makes events or a refusal of a command, on the state it is given', () => {
    expect(decide(sums, { type: 'Add', n: 1 }, 'b')).toStrictEqual([added(1)]);
    expect(decide(sums, { type: 'Add', n: -1 }, 'b')).toStrictEqual(refuse('NO', 'b'));
  });
});
