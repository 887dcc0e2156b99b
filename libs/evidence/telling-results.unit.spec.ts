import { describe, expect, it } from '@jest/globals';
import { judgementOf, resultLines, trustedHeadIn, type VerificationResult } from '#libs/evidence';
import { expectThat } from '#libs/testing';

const chain = 'ab'.repeat(32);
const good = { ok: true, tenant: 'acme', from: 4, to: 9, count: 6, chain, anchoredTo: null } as const;
const bad = { ok: false, line: 3, position: 6, reason: 'digest-mismatch', detail: 'not its digest' } as const;

describe('what a verification comes to', () => {
  it('is good, bad, or nothing that can be judged', () => {
    const cases: readonly (readonly [VerificationResult, string])[] = [
      [good, 'good'],
      [bad, 'bad'],
      [{ ...bad, reason: 'not-an-export' }, 'unjudged'],
      [{ ...bad, reason: 'too-many-streams' }, 'unjudged'],
      [{ ...bad, reason: 'head-not-covered' }, 'unjudged'],
      [{ ...bad, reason: 'trailer-missing' }, 'bad'],
      [{ ...bad, reason: 'trailer-missing', line: 1 }, 'unjudged'],
      [{ ...bad, line: 1 }, 'bad'],
    ];
    for (const [result, judgement] of cases) expectThat(JSON.stringify(result), judgementOf(result)).toBe(judgement);
  });

  it('is told with the range, the head, and how far the proof goes', () => {
    expect(resultLines('a.jsonl', good)).toStrictEqual([
      'good  a.jsonl: tenant acme, positions 4 to 9, 6 events',
      `head  9:${chain}`,
      'the file agrees with itself; only --head can show that nobody rewrote all of it',
    ]);
    expect(resultLines('a.jsonl', { ...good, to: 3, count: 0 })[0]).toBe(
      'good  a.jsonl: tenant acme, no events, from position 4 on',
    );
    expect(resultLines('a.jsonl', { ...good, anchoredTo: 9 })[2]).toBe('agrees with the trusted head at position 9');
    expect(resultLines('a.jsonl', { ...good, anchoredTo: 8 })[2]).toBe(
      'agrees with the trusted head at position 8; later events only agree with the file itself',
    );
  });

  it('is told with the line, the position when it is known, and the reason', () => {
    expect(resultLines('a.jsonl', bad)).toStrictEqual(['BAD  a.jsonl: line 3, position 6: digest-mismatch: not its digest']);
    const { position: _, ...nowhere } = bad;
    expect(resultLines('a.jsonl', { ...nowhere, reason: 'not-an-export' })).toStrictEqual([
      'not verified  a.jsonl: line 3: not-an-export: not its digest',
    ]);
  });
});

describe('a trusted head', () => {
  it('is a position and a chain, in either case', () => {
    expect(trustedHeadIn(`0:${chain}`)).toStrictEqual({ position: 0, chain });
    expect(trustedHeadIn(`9007199254740991:${chain.toUpperCase()}`)).toStrictEqual({ position: 9_007_199_254_740_991, chain });
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      chain,
      `:${chain}`,
      `9:${chain}0`,
      ` 9:${chain}`,
      `9:${chain} `,
      `09:${chain}`,
      `-1:${chain}`,
      `9:${chain.slice(1)}`,
    ])
      expectThat(text, trustedHeadIn(text)).toBeUndefined();
    for (const position of ['9007199254740992', '99999999999999999'])
      expect(trustedHeadIn(`${position}:${chain}`)).toBeUndefined();
  });
});
