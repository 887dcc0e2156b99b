import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backoffMs, retryAfterMs, waitAfter } from './backoff.js';
import { problemFacts, WritProblem, WritUnreachable } from './problem.js';

describe('waiting after failures', () => {
  it('doubles from a second to a minute and stays there', () => {
    const waits = Array.from({ length: 10 }, (_, i) => backoffMs(i + 1, 0.5) / 1000);
    expect(waits).toStrictEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  });

  it('is moved by a fifth at most, either way', () => {
    expect([backoffMs(1, 0), backoffMs(7, 0)]).toStrictEqual([800, 48_000]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (n, random) => {
        const middle = backoffMs(n, 0.5);
        expect(Math.abs(backoffMs(n, random) - middle)).toBeLessThanOrEqual(middle * 0.2 + 1);
      }),
    );
  });

  it('is what the server asked for, when it did', () => {
    const problem = new WritProblem(problemFacts(503, {}, null, 12_345));
    expect(waitAfter(problem, 5, 0)).toBe(12_345);
    expect(waitAfter(new WritUnreachable('x'), 2, 0.5)).toBe(2_000);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2027, 0, 1, 12, 0, 0);
  for (const [header, ms] of [
    ['0', 0],
    ['5', 5_000],
    ['1.5', 1_500],
    ['Fri, 01 Jan 2027 12:00:30 GMT', 30_000],
    ['Fri, 01 Jan 2027 11:00:00 GMT', undefined],
    ['-1', undefined],
    ['86400', undefined],
    ['soon', undefined],
    [' ', undefined],
    [null, undefined],
  ] as const) {
    it(`${header} is ${ms === undefined ? 'nothing to go by' : `${ms} ms`}`, () => expect(retryAfterMs(header, now)).toBe(ms));
  }
});
