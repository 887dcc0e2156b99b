import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expectThat } from '#libs/testing';
import { textThatFits } from './text-that-fits.js';

const SEED = 1_313;
const PATTERNS = [
  'a(a|b){3}b',
  '^(ab|a)*$',
  String.raw`\bab\b|b{2,}`,
  '(?i)A[^b]+B',
  'a+b?',
  String.raw`\Aab`,
  String.raw`ba\z`,
  '(?m)^b$',
  String.raw`\Bb`,
  '[^a]',
  '',
  '.a.',
  '(?s)b.a',
];

describe('a text that has matches of some patterns, and none of others', () => {
  it('is one', () => {
    const wish = fc.record({ pattern: fc.constantFrom(...PATTERNS), holds: fc.boolean() });
    const found = new Set<string>();
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 3 }), (wishes) => {
        const fits = textThatFits(wishes);
        found.add(typeof fits);
        if (typeof fits !== 'object') return;
        for (const { pattern, holds } of wishes)
          expectThat(`${fits.text} ${pattern}`, RE2JS.compile(pattern).test(fits.text)).toBe(holds);
      }),
      { seed: SEED, numRuns: 300 },
    );
    expect([...found].sort()).toStrictEqual(['object', 'string']);
  });

  it('is not there where none is found among many', () => {
    const unit = fc.constantFrom('a', 'b', 'A', ' ', '\n', 'é');
    const texts = fc.sample(fc.string({ unit, maxLength: 7 }), { seed: SEED, numRuns: 2_000 });
    let none = 0;
    for (const a of PATTERNS)
      for (const b of PATTERNS) {
        const wishes = [
          { pattern: a, holds: true },
          { pattern: b, holds: false },
        ];
        if (textThatFits(wishes) !== 'none') continue;
        none += 1;
        const [one, other] = [RE2JS.compile(a), RE2JS.compile(b)];
        const text = texts.find((each) => one.test(each) && !other.test(each));
        expectThat(`${a} without ${b}`, text).toBeUndefined();
      }
    expect(none).toBeGreaterThan(PATTERNS.length);
  });

  it('is found for patterns that would take many steps to read at once', () => {
    const told = textThatFits([
      { pattern: 'AKIA[0-9A-Z]{16}', holds: true },
      { pattern: 'ASIA[0-9A-Z]{16}', holds: false },
    ]);
    expect(told).toStrictEqual({ text: 'AKIA0000000000000000' });
  });

  it('is not known for what is no pattern', () => {
    expect(textThatFits([{ pattern: '(', holds: true }])).toBeUndefined();
  });
});
