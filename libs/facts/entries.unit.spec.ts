import { describe, expect } from '@jest/globals';
import { fc, it } from '@fast-check/jest';
import { Entries } from './entries.js';

describe('entries of a window', () => {
  // More than a chunk of them, not quite in order: clocks of replicas differ.
  const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 });

  it.prop([times, fc.integer({ min: -1, max: 500 })])('know the first one and the sum after any moment', (offsets, instant) => {
    const ats = offsets.map((offset, i) => i + offset);
    const entries = ats.reduce(
      (all, at, i) => all.with({ decision: `d-${i}`, at, amount: 1 + (i % 3), key: null }),
      Entries.none,
    );
    const after = ats.flatMap((at, i) => (at > instant ? [{ at, amount: 1 + (i % 3) }] : []));
    expect(entries.firstAfter(instant)).toBe(after.length > 0 ? Math.min(...after.map(({ at }) => at)) : undefined);
    expect(entries.sumAfter(instant)).toBe(after.reduce((sum, { amount }) => sum + amount, 0));
  });
});
