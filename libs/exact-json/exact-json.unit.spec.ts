import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import type { Json } from '#libs/event-sourcing';
import { faultIn } from './faults-in-text.js';
import { checkJsonValue, isJsonValue, JsonTextError, numberFault, readJson, type ReadingOptions, parseJson } from './index.js';

function faultOf(text: string | Uint8Array, options?: ReadingOptions): JsonTextError {
  try {
    readJson(text, options);
  } catch (error) {
    assert(error instanceof JsonTextError, String(error));
    return error;
  }
  assert.fail(`was accepted: ${String(text).slice(0, 80)}`);
}

describe('a JSON text', () => {
  it('is refused with the name that stands twice in an object, whatever it looks like and however deep', () => {
    const cases: [string, string, string][] = [
      ['{"a":1,"a":1}', 'a', ''],
      ['{"b":[{"x":1},{"t\\u006f":1,"to":2}]}', 'to', '/b/1'],
      ['{"":0,"":0}', '', ''],
      ['{"1":0,"b":1,"1":0}', '1', ''],
      ['{"a/b~":{"n":1,"m":{},"n":{}}}', 'n', '/a~1b~0'],
      ['{"constructor":1,"constructor":2}', 'constructor', ''],
      ['{"\\ud83d\\ude00":1,"😀":2}', '😀', ''],
    ];
    for (const [text, name, pointer] of cases) {
      const { reason, place } = faultOf(text);
      expectThat(text, [reason, place.name, place.pointer]).toStrictEqual(['name-twice', name, pointer]);
    }
    expect(readJson('{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}],"A":1}')).toStrictEqual({
      a: { a: { a: 1 } },
      b: [{ a: 1 }, { a: 1 }],
      A: 1,
    });
  });

  it('is refused for a number that would become another one', () => {
    const [beyond, inexact] = ['number-beyond-range', 'number-not-exact'];
    for (const [number, reason] of [
      ['1e999', beyond],
      ['-1E+309', beyond],
      ['9007199254740992', beyond],
      ['9007199254740993.0', beyond],
      ['1e16', beyond],
      ['9007199254740991.5', beyond],
      ['9'.repeat(100_000), beyond],
      ['1e-400', inexact],
      [`0.${'0'.repeat(330)}1`, inexact],
      ['3.141592653589793238', inexact],
      ['1.00000000000000000001', inexact],
      ['0.99999999999999999', inexact],
      ['4503599627370496.1', inexact],
      ['1.2345e-320', inexact],
      [`1.${'0'.repeat(500_000)}1`, inexact],
    ] as const) {
      const fault = faultOf(`{"list":[1.5,{"n": ${number}}]}`);
      expectThat(number.slice(0, 40), [fault.reason, fault.place.pointer, fault.place.offset]).toStrictEqual([
        reason,
        '/list/1/n',
        19,
      ]);
      expect(fault.message.length).toBeLessThan(250);
      expect(numberFault(number)).toBe(reason);
    }
    for (const number of ['0', '-0', '0.0', '0e999', '1.0', '10e-1', '1E2', '0.1', '0.10000000000000001', '0.8466666666666667'])
      expect(readJson(`[${number}]`)?.toString()).toBe(String(Number(number)));
    for (const number of ['9007199254740991', '-9007199254740991', '9.007199254740991e15', '5e-324', '4.9406564584124654e-324'])
      expect(numberFault(number)).toBeUndefined();
    expect(readJson('{"m":1e999,"k":1}', { anyNumbersIn: ['m'] })).toStrictEqual({ m: Infinity, k: 1 });
    expect(faultOf('{"m":1e999,"k":1e999}', { anyNumbersIn: ['m'] }).place.pointer).toBe('/k');
  });

  it('is refused for what only looks like text, and for names that are not members to everybody', () => {
    for (const [text, reason] of [
      ['["\\ud800"]', 'lone-surrogate'],
      ['{"\\udc00":1}', 'lone-surrogate'],
      ['\ud800', 'lone-surrogate'],
      ['{"a":{"__proto__":1}}', 'name-not-accepted'],
      ['{"_\\u005fproto__":1}', 'name-not-accepted'],
      [Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'not-utf8'],
      [Buffer.from([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), 'not-utf8'],
      ['['.repeat(40) + ']'.repeat(40), 'too-deep'],
      ['['.repeat(1_000_000), 'too-deep'],
      [JSON.stringify(Array.from({ length: 60_000 }, () => '')), 'too-many-parts'],
    ] as const)
      expect(faultOf(text).reason).toBe(reason);
  });

  it('says where it stops being JSON, and names a character that nobody sees', () => {
    for (const [text, says, line, column] of [
      ['', /text ends where a value/, 1, 1],
      ['{"a":1,}', /'}' stands where a member name/, 1, 8],
      ['{"a"\n :tru}', /'t' stands where a value/, 2, 3],
      ['["😀" 1]', /'1' stands where ',' or ']'/, 1, 6],
      ['{\u00a0}', /U\+00A0 stands/, 1, 2],
      ['"a\tb"', /U\+0009 stands where the rest of a string/, 1, 3],
      ['"\\x"', /'\\' stands where an escape/, 1, 2],
      ['[01]', /'1' stands/, 1, 3],
      ['1 2', /'2' stands where the end/, 1, 3],
      ['{"a":1,"a":2', /text ends where ',' or '}'/, 1, 13],
      [`"${'x'.repeat(900_000)}`, /text ends where the rest of a string/, 1, 900_002],
    ] as const) {
      const fault = faultOf(text);
      expect(fault.message).toMatch(says);
      expectThat(text.slice(0, 20), [fault.reason, fault.place.line, fault.place.column]).toStrictEqual([
        'not-json',
        line,
        column,
      ]);
    }
  });

  it('may begin with a byte order mark where people write files, and is told of it elsewhere', () => {
    const bytes = Buffer.from('\ufeff{"a":1}');
    expect(readJson(bytes, { skipByteOrderMark: true })).toStrictEqual({ a: 1 });
    expect(faultOf(bytes, { what: 'the body' }).message).toMatch(/^the body is not JSON: it begins with a byte order mark/);
    expect(faultOf('\ufeff\ufeff1', { skipByteOrderMark: true }).reason).toBe('byte-order-mark');
  });

  it('is taken exactly when a slower reader finds no fault, and as JSON.parse takes it', () => {
    const plain = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '"\\u0061"',
      '1',
      '-',
      '0.5',
      '1e3',
      '1e-7',
      '1e999',
      '""',
      'null',
    ];
    const odd = [
      ' ',
      '"\\ud800"',
      '\\',
      '"',
      '0',
      '.',
      'e',
      '+',
      '123456789012345678',
      '"__proto__"',
      '0.1234567890123456',
      'é',
      '\n',
    ];
    const part = fc.constantFrom(...plain, ...odd);
    const wild = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    const names = fc.constantFrom('"a"', '"b"', '"\\u0061"', '"c"');
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.stringMatching(/^-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,19})?(e[+-]?[0-9]{1,3})?$/),
    );
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        numbers,
        fc.constantFrom('"x"', 'null', 'true', '"\\ud800"', '"\\ud83d\\ude00"'),
        fc.array(tie('tree'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
        fc.array(fc.tuple(names, tie('tree')), { maxLength: 3 }).map((all) => `{${all.map((pair) => pair.join(':')).join(',')}}`),
      ),
    }));
    fc.assert(
      fc.property(fc.oneof(wild, tree), (text) => {
        const fault = faultIn(text, 'it', {});
        let value: Json | undefined;
        try {
          value = readJson(text);
        } catch (error) {
          expect((error as JsonTextError).message).toBe(fault?.message.replace(/^it /, 'the text '));
          return;
        }
        expect(fault).toBeUndefined();
        expect(value).toStrictEqual(parseJson(text));
        expect(isJsonValue(value)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a value in memory', () => {
  it('is refused for everything that JSON.stringify would leave out, change or ask', () => {
    const loop: unknown[] = [];
    loop.push({ loop });
    const wide = Array.from({ length: 40 }).reduce((inner: unknown) => [inner, inner], 1);
    // oxlint-disable-next-line no-sparse-arrays
    const holes = [1, , 2];
    const cases: [unknown, RegExp][] = [
      [undefined, /holds undefined/],
      [{ a: undefined }, /undefined, which JSON does not know, at \/a/],
      [{ a: [Number.NaN] }, /NaN.*at \/a\/0/],
      [Infinity, /beyond the range/],
      [2 ** 53, /2\^53 - 1/],
      [new Map([['a', 1]]), /instance of Map/],
      [{ at: new Date(0) }, /instance of Date.*at \/at/],
      [new Set(), /instance of Set/],
      [Buffer.from('x'), /instance of Buffer/],
      [new Number(1), /instance of Number/],
      [Object.create({ a: 1 }), /no plain object/],
      [{ method() {} }, /a function/],
      [{ toJSON: () => 1 }, /a function/],
      [Symbol('x'), /a symbol/],
      [{ [Symbol('x')]: 1 }, /named by a symbol/],
      [10n, /a BigInt/],
      [holes, /holes/],
      [Object.assign([1], { extra: 1 }), /named members/],
      [loop, /contains itself/],
      [wide, /deeper than 32/],
      [parseJson('{"__proto__":1}'), /__proto__/],
      ['\ud800', /lone surrogate/],
      [{ '\ud800': 1 }, /lone surrogate in a member name/],
      [Array.from({ length: 60_000 }, () => ''), /too many parts/],
    ];
    for (const [value, says] of cases) expect(() => checkJsonValue(value)).toThrow(says);
    const shared = { a: 1 };
    for (const value of [null, [shared, shared], Object.assign(Object.create(null), { a: -0 }), structuredClone({ a: [1.5] })])
      expect(isJsonValue(value)).toBe(true);
  });

  it('takes a whole number beyond 2^53 where that is wanted and a double holds it, and no other', () => {
    const read = (text: string) => readJson(text, { largeWholeNumbers: true });
    expect(read('{"at":1706788800000000000}')).toStrictEqual({ at: 1706788800000000000 });
    for (const text of ['9007199254740993', '1706788800000000001', '1e400', '1e-400', '9007199254740993.0'])
      expectThat(text, () => read(`[${text}]`)).toThrow(JsonTextError);
    expect(() => readJson('[1706788800000000000]')).toThrow(JsonTextError);
  });
});
