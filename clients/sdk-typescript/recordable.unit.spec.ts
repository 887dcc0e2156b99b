import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '#libs/exact-json';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import { assertSendable, whyNotRecordable } from './recordable.js';

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
    [
      'a getter',
      {
        get amount() {
          return 1;
        },
      },
    ],
    ['a getter far inside', { a: [{ b: Object.defineProperty({}, 'c', { get: () => 1, enumerable: true }) }] }],
    ['a getter of a list', Object.defineProperty([1], 0, { get: () => 1, enumerable: true })],
    ['a setter', { set amount(_: number) {} }],
    ['a proxy', { a: new Proxy({ amount: 1 }, {}) }],
    ['a proxy of a list', new Proxy([1], {})],
    ['a hidden member', Object.defineProperty({}, 'amount', { value: 1 })],
    ['a list of another class', new (class Amounts extends Array<number> {})(1, 2)],
    [
      'an instance of a class',
      new (class Money {
        readonly amount = 1;
      })(),
    ],
    ['toJSON of its own', { toJSON: () => ({}) }],
    ['a boxed number', { n: Object(1) as object }],
    ['29 levels', nested(29)],
    ['more than a quarter of a megabyte', 'x'.repeat(262_143)],
    ['as many bytes in few characters', '\u0001'.repeat(60_000)],
  ] as const) {
    it(`is not ${what}`, () => expect(typeof whyNotRecordable(value)).toBe('string'));
  }
});

it('tells a getter without reading it, and what contains itself without end', () => {
  let reads = 0;
  const live = {
    get amount() {
      reads += 1;
      return reads;
    },
  };
  expect(whyNotRecordable({ live })).toMatch(/a getter, "amount"/);
  expect(() => assertSendable({ live }, 'the request')).toThrow(/nothing was sent/);
  expect(reads).toBe(0);
  const knot: Record<string, unknown> = {};
  knot['a'] = knot;
  knot['b'] = [knot, knot];
  expect(whyNotRecordable(knot)).toMatch(/contains itself/);
});
