import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { backoffMs, retryAfterMs } from '../contract/backoff.js';
import { percentile } from './running/percentile.js';

describe('backoff', () => {
  it('waits 1, 2, 4, 8, 16, 32, 60, 60 seconds in the middle of its jitter', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempt) => backoffMs(attempt, 0.5) / 1000);
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('moves by at most 20 % either way, after the cap', () => {
    assert.equal(backoffMs(7, 0), 48_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const middle = backoffMs(attempt, 0.5);
        assert.ok(Math.abs(backoffMs(attempt, random) - middle) <= middle * 0.2 + 1);
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it('is read in seconds or as a date', () => {
    assert.equal(retryAfterMs('0', now), 0);
    assert.equal(retryAfterMs('1.5', now), 1500);
    assert.equal(retryAfterMs('Thu, 01 Jan 2026 00:00:10 GMT', now), 10_000);
  });
  it('is ignored when it makes no sense', () => {
    for (const header of [null, '', ' ', '-1', 'soon', '1e99', 'Infinity', 'Thu, 01 Jan 2025 00:00:10 GMT']) {
      assert.equal(retryAfterMs(header, now), undefined, String(header));
    }
  });
});

describe('nearest-rank percentile', () => {
  it('is a value of the sample, at ceil(q n)', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
    assert.equal(percentile(hundred, 0.5), 50);
    assert.equal(percentile(hundred, 0.99), 99);
    assert.equal(percentile(hundred, 1), 100);
    assert.equal(percentile([3, 1, 2], 0.5), 2);
    assert.equal(percentile([7], 0.01), 7);
    assert.equal(percentile([], 0.5), undefined);
  });
  it('leaves the sample as it was', () => {
    const sample = [3, 1, 2];
    percentile(sample, 0.5);
    assert.deepEqual(sample, [3, 1, 2]);
  });
});
