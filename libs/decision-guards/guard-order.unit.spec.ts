import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { DecisionGuard } from './decision-guard.js';
import { inOrder } from './guard-order.js';

const guard = (name: string, place: number): DecisionGuard => ({ name, place });

describe('guards', () => {
  it('stand in the order of their places, in whichever they came', () => {
    const came = [guard('last', 10), guard('first', -1), guard('second', 2)];
    expect(inOrder(came).map(({ name }) => name)).toStrictEqual(['first', 'second', 'last']);
    expect(came.map(({ name }) => name)).toStrictEqual(['last', 'first', 'second']);
    expect(inOrder([])).toStrictEqual([]);
  });

  it('with one name or one place are told, and nothing is ordered', () => {
    for (const [guards, said] of [
      [[guard('one', 1), guard('two', 2), guard('one', 3)], 'guards one (1) and one (3) share a name or a place'],
      [[guard('one', 1), guard('two', 1)], 'guards one (1) and two (1) share a name or a place'],
      [[guard('one', 1), guard('two', 3), guard('two', 2)], 'guards two (2) and two (3) share a name or a place'],
    ] as const)
      expectThat(said, () => inOrder(guards)).toThrow(new Error(said));
  });
});
