import { describe, expect, it } from '@jest/globals';
import { isRefusal, refusals, refuse } from './refusal.js';

describe('a refusal', () => {
  it('holds what was said, and nothing that was not', () => {
    expect(refuse('NO')).toStrictEqual({ refused: 'NO' });
    expect(refuse('NO', 'because')).toStrictEqual({ refused: 'NO', detail: 'because' });
    expect(refuse('NO', undefined, { seconds: 3 })).toStrictEqual({ refused: 'NO', extra: { seconds: 3 } });
  });

  it('has a catalogue, which is what it is given', () => {
    const catalogue = { NO: { kind: 'conflict', says: 'It is so already.', fix: 'Look first.' } } as const;
    expect(refusals(catalogue)).toBe(catalogue);
  });

  it('is told from everything else', () => {
    expect([refuse('NO'), refuse('NO', 'x')].every(isRefusal)).toBe(true);
    expect([null, undefined, 'NO', [], {}, { refused: 1 }, Object.assign(() => 0, { refused: 'NO' })].some(isRefusal)).toBe(
      false,
    );
  });
});
