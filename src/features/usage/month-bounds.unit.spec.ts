import { expect, it } from '@jest/globals';
import { boundsOf, isOver } from './month-bounds.js';

it('has months from their first moment to before the next one, in UTC', () => {
  expect(boundsOf('2024-02')).toStrictEqual({ from: Date.parse('2024-02-01T00:00:00Z'), to: Date.parse('2024-03-01T00:00:00Z') });
  expect(boundsOf('2026-12').to).toBe(Date.parse('2027-01-01T00:00:00Z'));
  expect(boundsOf('9999-12').to).toBe(Date.UTC(10_000, 0));
});

it('has a month over when an event lies behind it, or when no clock can still be in it', () => {
  const { from, to } = boundsOf('2026-10');
  expect(isOver({ from, to }, true, from)).toBe(true);
  expect([to - 1, to, to + 299_999, to + 300_000].map((now) => isOver({ from, to }, false, now))).toStrictEqual([
    false,
    false,
    false,
    true,
  ]);
});
