import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { backoffMs, retryAfterMs } from '../contract/backoff.js';
import { percentile } from './running/percentile.js';

describe('backoff', () => {
  it('waits 1, 2, 4, 8, 16, 32, 60, 60 seconds in the middle of its jitter', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempt) => backoffMs(attempt, 0.5) / 1000);
    expect(waits).toStrictEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('moves by at most 20 % either way, after the cap', () => {
    expect(backoffMs(7, 0)).toBe(48_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const middle = backoffMs(attempt, 0.5);
        expect(Math.abs(backoffMs(attempt, random) - middle)).toBeLessThanOrEqual(middle * 0.2 + 1);
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it('is read in seconds or as a date', () => {
    expect(retryAfterMs('0', now)).toBe(0);
    expect(retryAfterMs('1.5', now)).toBe(1500);
    expect(retryAfterMs('Thu, 01 Jan 2026 00:00:10 GMT', now)).toBe(10_000);
  });
  it('is ignored when it makes no sense', () => {
    for (const header of [null, '', ' ', '-1', 'soon', '1e99', 'Infinity', 'Thu, 01 Jan 2025 00:00:10 GMT']) {
      expectThat(String(header), retryAfterMs(header, now)).toBeUndefined();
    }
  });
});

describe('nearest-rank percentile', () => {
  it('is a value of the sample, at ceil(q n)', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([3, 1, 2], 0.5)).toBe(2);
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([], 0.5)).toBeUndefined();
  });
  it('leaves the sample as it was', () => {
    const sample = [3, 1, 2];
    percentile(sample, 0.5);
    expect(sample).toStrictEqual([3, 1, 2]);
  });
});
