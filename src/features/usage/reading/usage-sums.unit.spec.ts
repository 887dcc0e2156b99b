import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countsIn } from './usage-sums.js';

const zeros = {
  calls: '0',
  allowed: '0',
  modified: '0',
  denied: '0',
  held: '0',
  deferred: '0',
  succeeded: '0',
  failed: '0',
  refused: '0',
  unknown: '0',
  tokens: '0',
  unpriced: '0',
};
const costOf = (minor: number, thousandths: number) =>
  countsIn({ ...zeros, cost_minor: String(minor), cost_thousandths: String(thousandths) });

it('rounds cost once, half up, on both sides of nothing', () => {
  const cases = [
    [0, 499, 0],
    [0, 500, 1],
    [-1, 499, -1],
    [-1, 500, 0],
    [-2, 400, -2],
    [3, 999, 4],
    [-1, 1_499, 0],
  ] as const;
  for (const [minor, thousandths, cost] of cases)
    expect([minor, thousandths, costOf(minor, thousandths).cost]).toStrictEqual([minor, thousandths, cost]);
  const amounts = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(5_000_000));
  fc.assert(
    fc.property(amounts, ([minor, thousandths]) => {
      const { cost, costThousandths } = costOf(minor, thousandths);
      expect(costThousandths).toBe(minor * 1_000 + thousandths);
      expect(cost).toBe(Math.floor((costThousandths + 500) / 1_000));
    }),
  );
});
