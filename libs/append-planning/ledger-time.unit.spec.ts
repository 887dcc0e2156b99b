import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { formatMicroseconds, parseMicroseconds } from './ledger-time.js';

describe('the time of a ledger', () => {
  it('has six digits of a second', () => {
    for (const [micros, text] of [
      [1, '1970-01-01T00:00:00.000001Z'],
      [0, '1970-01-01T00:00:00.000000Z'],
      [7, '1970-01-01T00:00:00.000007Z'],
      [1_796_000_000_123_456, '2026-11-30T00:53:20.123456Z'],
      [1_796_000_000_123_040, '2026-11-30T00:53:20.123040Z'],
    ] as const) {
      expect([formatMicroseconds(micros), formatMicroseconds(micros)]).toStrictEqual([text, text]);
      expect(parseMicroseconds(text)).toBe(micros);
    }
  });

  it('is written once for all events of a batch', () => {
    const writing = jest.spyOn(Date.prototype, 'toISOString');
    expect([1_001, 1_001, 1_002, 1_001].map(formatMicroseconds).map((text) => text.slice(-5))).toStrictEqual([
      '1001Z',
      '1001Z',
      '1002Z',
      '1001Z',
    ]);
    expect(writing).toHaveBeenCalledTimes(3);
    writing.mockRestore();
  });

  it('is read as it was written, and another one is written otherwise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (micros) => {
        const text = formatMicroseconds(micros);
        expect(parseMicroseconds(text)).toBe(micros);
        expect(formatMicroseconds(micros + 1) > text).toBe(true);
      }),
    );
  });
});
