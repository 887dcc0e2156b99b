import { describe, expect, it } from '@jest/globals';
import { FailuresInARow, FREE_FAILURES } from './failures-in-a-row.js';

describe('failures in a row', () => {
  const row = () => {
    let now = 1_000;
    const failures = new FailuresInARow(() => now);
    return { failures, pass: (ms: number) => (now += ms) };
  };

  it('are free at first, and then wait twice as long each time, up to a minute', () => {
    const { failures, pass } = row();
    for (let i = 1; i < FREE_FAILURES; i += 1) expect([failures.failed('a'), failures.wait('a')]).toStrictEqual([i, 0]);
    const waits = Array.from({ length: 8 }, () => {
      failures.failed('a');
      const wait = failures.wait('a');
      pass(wait);
      expect(failures.wait('a')).toBe(0);
      return wait / 1000;
    });
    expect(waits).toStrictEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it("end with a success, after a quarter of an hour, and are nobody else's", () => {
    const { failures, pass } = row();
    for (let i = 0; i < 10; i += 1) failures.failed('a');
    expect(failures.wait('a')).toBeGreaterThan(0);
    expect(failures.wait('b')).toBe(0);
    failures.succeeded('a');
    expect([failures.wait('a'), failures.failed('a')]).toStrictEqual([0, 1]);
    for (let i = 0; i < 10; i += 1) failures.failed('a');
    pass(16 * 60_000);
    expect(failures.failed('a')).toBe(1);
  });
});
