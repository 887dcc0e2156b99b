import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '#libs/exact-json';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import { whyNotRecordable } from './recordable.js';

const nested = (depth: number): Json => (depth === 0 ? 1 : { in: nested(depth - 1) });

describe('an input that can be recorded', () => {
  it('reads back as what the policy saw', () => {
    const recordable = fc.jsonValue({ maxDepth: 6 }).filter((value) => whyNotRecordable(value) === undefined);
    fc.assert(
      fc.property(recordable, (value) => {
        expect(canonicalJson(parseJson(JSON.stringify(value)) as Json)).toBe(canonicalJson(value as Json));
      }),
    );
  });

  for (const [what, value] of [
    ['null', null],
    ['the largest exact number', Number.MAX_SAFE_INTEGER],
    ['a fraction', 0.1],
    ['objects as JSON.parse or Object.create(null) give them', [{ a: [] }, Object.create(null)]],
    ['28 levels', nested(28)],
    ['a quarter of a megabyte', 'x'.repeat(262_142)],
  ] as const) {
    it(`may be ${what}`, () => expect(whyNotRecordable(value)).toBeUndefined());
  }

  for (const [what, value] of [
    ['undefined', undefined],
    ['a member that is undefined', { a: { b: undefined } }],
    ['a function', { a: () => 1 }],
    ['a bigint', [1n]],
    ['NaN', { n: Number.NaN }],
    ['an infinity', Number.POSITIVE_INFINITY],
    ['a number that is not the one that was meant', 2 ** 53],
    ['half a surrogate pair', { text: '\ud800' }],
    ['half a surrogate pair in a name', { ['\ud800']: 1 }],
    ['a member __proto__', parseJson('{"__proto__": 1}')],
    ['a date', { at: new Date(0) }],
    ['a map', new Map([['a', 1]])],
    ['29 levels', nested(29)],
    ['more than a quarter of a megabyte', 'x'.repeat(262_143)],
    ['as many bytes in few characters', '\u0001'.repeat(60_000)],
  ] as const) {
    it(`is not ${what}`, () => expect(typeof whyNotRecordable(value)).toBe('string'));
  }
});
