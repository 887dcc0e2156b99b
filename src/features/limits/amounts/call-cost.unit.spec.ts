import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '#libs/event-sourcing';
import { costOf } from './call-cost.js';
import { quotaLevel } from './quota-levels.js';

const prices = {
  version: 3,
  tools: { ask: { perCall: 2, perThousandTokens: 30 }, free: { perCall: 0, perThousandTokens: 0 } },
  other: { perCall: 7, perThousandTokens: 0 },
};
const call = (tool: string, tokens?: unknown) => ({
  tool,
  context: (tokens === undefined ? {} : { usage: { tokens } }) as JsonObject,
});

it('prices a call and its tokens without rounding anything', () => {
  expect(costOf(prices, call('ask', 1_001))).toStrictEqual({ prices: 3, perThousandTokens: 30, minor: 32, thousandths: 30 });
  expect(costOf(prices, call('ask', 33))).toStrictEqual({ prices: 3, perThousandTokens: 30, minor: 2, thousandths: 990 });
  expect(costOf(prices, call('free', 1_000))).toStrictEqual({ prices: 3, perThousandTokens: 0, minor: 0, thousandths: 0 });
  expect(costOf(prices, call('pay', 1_000))).toStrictEqual({ prices: 3, perThousandTokens: 0, minor: 7, thousandths: 0 });
  expect(costOf(prices, call('toString'))).toStrictEqual({ prices: 3, perThousandTokens: 0, minor: 7, thousandths: 0 });
});

it('takes tokens that are no such number for none', () => {
  for (const tokens of [undefined, null, -1, 1.5, '1000', 1_000_000_001, {}])
    expect(costOf(prices, call('ask', tokens)).minor).toBe(2);
});

it('adds up to what all of it would have cost at once', () => {
  const amounts = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { maxLength: 20 });
  const rates = fc.record({ perCall: fc.nat(1_000_000_000), perThousandTokens: fc.nat(100_000) });
  fc.assert(
    fc.property(amounts, rates, (tokens, ask) => {
      const costs = tokens.map((each) => costOf({ ...prices, tools: { ask } }, call('ask', each)));
      const sum = costs.reduce((all, { minor, thousandths }) => all + BigInt(minor) * 1_000n + BigInt(thousandths), 0n);
      const whole = tokens.reduce(
        (all, each) => all + BigInt(ask.perCall) * 1_000n + BigInt(each) * BigInt(ask.perThousandTokens),
        0n,
      );
      expect(sum).toBe(whole);
      for (const { minor, thousandths } of costs) expect(Number.isSafeInteger(minor) && thousandths < 1_000).toBe(true);
    }),
  );
});

it('tells how far a budget is used', () => {
  expect([0, 79, 80, 99, 100, 101].map((used) => quotaLevel(used, 100))).toStrictEqual([
    'ok',
    'ok',
    'warning',
    'warning',
    'exceeded',
    'exceeded',
  ]);
  expect(quotaLevel(0, 0)).toBe('exceeded');
});
