import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, jest } from '@jest/globals';
import { parseJson } from '#libs/exact-json';
import { expectThat, skipWhen } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import type { Json } from '#libs/event-sourcing';
import { canonicalJson, inCanonicalOrder, NotCanonicalError } from '#libs/evidence';
import { CanonicalReader, MAX_DEPTH, NotCanonicalTextError } from './canonical-reader.js';

const VECTORS = '../shared/vectors/jcs';
const skip = existsSync(VECTORS) ? false : `${VECTORS} absent`;

/** By the letter: sorted, member by member. */
function written(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => written(item)).join(',')}]`;
  const members = Object.entries(value as { readonly [key: string]: Json }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${written(member)}`).join(',')}}`;
}

describe('canonical JSON', () => {
  skipWhen(skip, it)('writes the RFC 8785 test vectors byte for byte', () => {
    const names = readdirSync(`${VECTORS}/input`);
    expectThat('too few vectors', names.length).toBeGreaterThanOrEqual(6);
    for (const name of names) {
      const bytes = Buffer.from(canonicalJson(parseJson(readFileSync(`${VECTORS}/input/${name}`, 'utf8')) as Json));
      expectThat(name, bytes.toString()).toBe(readFileSync(`${VECTORS}/output/${name}`, 'utf8'));
      const hex = readFileSync(`${VECTORS}/outhex/${name.replace('.json', '.txt')}`, 'utf8').replace(/\s/g, '');
      expectThat(name, bytes.toString('hex')).toBe(hex);
    }
  });

  it.prop([anyJson()], { numRuns: 500 })('keeps the value and forgets how it was written', (value) => {
    const text = canonicalJson(value);
    expect(parseJson(text)).toStrictEqual(parseJson(JSON.stringify(value)));
    expect(canonicalJson(parseJson(text) as Json)).toBe(text);
    expect(canonicalJson(parseJson(JSON.stringify(value, null, 2)) as Json)).toBe(text);
  });

  it.prop([anyJson()], { numRuns: 500 })('is the same in whatever order members were given, at every depth', (value) => {
    const ordered = inCanonicalOrder({ deep: [{ value }] });
    expect(ordered).toEqual({ deep: [{ value }] });
    expect(canonicalJson(ordered)).toBe(written({ deep: [{ value }] }));
    expect(canonicalJson({ z: ordered, a: { z: value, b: [value] } })).toBe(written({ a: { b: [value], z: value }, z: ordered }));
  });

  it.prop([anyJson()], { numRuns: 500 })(
    'leaves what it is given as it is, and makes nothing anew of what is in order',
    (value) => {
      const before = JSON.stringify(value);
      const inOrder = JSON.parse(written({ part: [value, 1] })) as { part: Json[] };
      const around = { z: inOrder, a: value };
      canonicalJson(around);
      const ordered = inCanonicalOrder(around);
      expect([JSON.stringify(value), Object.keys(around)]).toStrictEqual([before, ['z', 'a']]);
      expect(canonicalJson(ordered)).toBe(canonicalJson(around));
      if (JSON.stringify(inOrder) === written(inOrder)) expect(inCanonicalOrder(inOrder)).toBe(inOrder);
    },
  );

  it('is what it is however deep, and where names are whole numbers or texts look like escapes', () => {
    const deep = (depth: number): Json => (depth === 0 ? { b: -0, a: 1e21 } : { b: [deep(depth - 1)], a: depth });
    for (const value of [deep(40), { 10: 1, 9: 2, a: { 2: 1, 10: 2 } }, { a: '\\ud800', b: '\u2028', c: 'é\t"' }])
      expect(canonicalJson(value)).toBe(written(value));
    expect(Object.keys(inCanonicalOrder({ b: 1, a: 2, 10: 3, 9: 4 }))).toStrictEqual(['9', '10', 'a', 'b']);
  });

  it('keeps a member called __proto__', () => {
    const text = '{"__proto__":{"polluted":true},"a":1}';
    expect(canonicalJson(parseJson(text) as Json)).toBe(text);
  });

  it('refuses what has no canonical form', () => {
    const ordered: unknown[] = [
      { a: { b: '\ud800' } },
      { a: [Number.NaN] },
      { a: undefined, b: 1 },
      { '\ud800': 1 },
      { a: () => 1 },
    ];
    for (const value of ordered) expect(() => canonicalJson(value as Json)).toThrow(NotCanonicalError);
    const impossible: unknown[] = [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\udc00': 1 }, [undefined], 1n, () => 1];
    for (const value of impossible) expect(() => canonicalJson(value as Json)).toThrow(NotCanonicalError);
    const said = (value: unknown) => expect(() => canonicalJson(value as Json)).toThrow;
    said(Number.NaN)('NaN has no JSON form');
    said(undefined)('a undefined has no JSON form');
    said('\ud800')('a string holds a lone surrogate');
    expect(new NotCanonicalError().name).toBe('NotCanonicalError');
  });
});

describe('what can be had in order', () => {
  /** The lists and objects that were written by the platform, each with all that is in it. */
  function platformWrote(value: Json): unknown[] {
    const stringify = jest.spyOn(JSON, 'stringify');
    const text = canonicalJson(value);
    const wholes = stringify.mock.calls.map(([given]) => given as unknown).filter((given) => typeof given === 'object');
    stringify.mockRestore();
    expect(text).toBe(written(value));
    return wholes;
  }
  const names = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${(i * 7) % count}`, i]));

  it('is written by the platform, as it is or in a copy of what is not', () => {
    const inOrder: Json[] = [
      {},
      [],
      { a: 1, b: 'x' },
      { a: { b: [1, { c: true, d: null }] } },
      [[{ a: 0.5, b: -1 }]],
      { 1: 1, a: 2 },
    ];
    for (const value of inOrder) {
      const [whole, ...others] = platformWrote(value);
      expect([whole, others]).toStrictEqual([value, []]);
      expectThat('nothing is copied', whole === value).toBe(true);
    }
    const outOfOrder: Json[] = [
      { b: 1, a: 2 },
      [{ c: [{ z: 1, y: 2 }] }],
      { a: { z: 1, y: 2 }, b: { x: 1 } },
      names(31),
      names(33),
    ];
    outOfOrder.push(parseJson('{"__proto__":{"d":1,"c":2}}') as Json);
    for (const value of outOfOrder) expect(platformWrote(value)).toHaveLength(1);
    const kept = { x: [1] };
    const [copy] = platformWrote({ b: kept, a: 1 }) as [{ b: object }];
    expectThat('what is in order is shared', copy.b === kept).toBe(true);
  });

  it('is what no name that begins below or above a digit keeps from it', () => {
    expect(platformWrote({ $b: 1, $a: 2, z: 3, a: 4 })).toHaveLength(1);
    for (const digit of ['0', '5', '9']) expect(platformWrote({ [digit]: 1, '-': 2 })).toStrictEqual([]);
  });

  it('is nothing with whole numbers out of order, or a member called __proto__ that has to move, among its names', () => {
    const mine = parseJson('{"b":1,"__proto__":{"d":1,"c":2}}') as Json;
    const others: Json[] = [
      { 9: 1, 10: 2 },
      { '1a': 1, '0b': 2 },

      mine,
    ];
    for (const value of others) expectThat(JSON.stringify(value), platformWrote(value)).not.toContain(value);
  });

  it('is not looked for at every depth', () => {
    const odd = (inner: Json): Json => ({ 9: inner, 10: 1 });
    const fine = { a: 1 };
    expect(platformWrote(odd(odd(fine)))).toStrictEqual([fine]);
    expect(platformWrote(odd(odd(odd(fine))))).toStrictEqual([]);
  });

  it('is not what the platform would write otherwise', () => {
    const told = { a: 1, toJSON: () => 'something else' } as unknown as Json;
    expect(() => canonicalJson(told)).toThrow(NotCanonicalError);
    expect(canonicalJson({ toJSON: 1 })).toBe('{"toJSON":1}');
    expect(canonicalJson({ at: new Date(0) } as unknown as Json)).toBe('{"at":{}}');
  });

  it('is what the others are in parts, too', () => {
    const odd: Json = { 10: [1, 'two', null, -0, [true, {}], []], 9: { b: 1.5, a: 'é"' } };
    for (const value of [odd, [odd], [1, odd, 2], { a: [odd, [odd]] }, [], [[]], [null, odd, false], [[odd, -0]]])
      expect(canonicalJson(value)).toBe(written(value));
    const ordered = '{"9":{"a":"é\\"","b":1.5},"10":[1,"two",null,0,[true,{}],[]]}';
    expect(JSON.stringify(inCanonicalOrder(odd as object))).toBe(ordered);
    expect(JSON.stringify(inCanonicalOrder([null, 'x', odd]))).toBe(`[null,"x",${ordered}]`);
  });
});

describe('canonical reader', () => {
  it.prop([anyJson()], { numRuns: 500 })('passes over whatever canonicalJson writes, to its end', (value) => {
    const text = canonicalJson({ value });
    const reader = new CanonicalReader(Buffer.from(text));
    reader.object();
    expect(reader.pos).toBe(Buffer.byteLength(text));
  });

  it('accepts a changed text only if that text is canonical too', () => {
    const character = fc.constantFrom(...'{}[]",:\\ \n\t0123456789.-+eEuabfnrtl/\u00e9\u0000');
    fc.assert(
      fc.property(anyJson(), fc.nat(), fc.boolean(), character, (value, at, replace, inserted) => {
        const text = canonicalJson({ value });
        const place = at % text.length;
        const changed = text.slice(0, place) + inserted + text.slice(place + (replace ? 1 : 0));
        fc.pre(changed.isWellFormed());
        if (accepts(changed)) expect(canonicalJson(parseJson(changed) as Json)).toBe(changed);
      }),
      { numRuns: 3000 },
    );
  });

  it('refuses every other spelling of the same value', () => {
    const others = [
      '{ }',
      '{"a":1 }',
      '{"a": 1}',
      '\t{}',
      '{"b":1,"a":2}',
      '{"a":1,"a":1}',
      '{"a":1,}',
      '{"a":[1,]}',
      '{"a"}',
      '{"a":1.0}',
      '{"a":01}',
      '{"a":-0}',
      '{"a":1E2}',
      '{"a":100e-2}',
      '{"a":1e400}',
      '{"a":+1}',
      '{"a":.5}',
      '{"a":-}',
      '{"a":12345678901234567890}',
      '{"a":0.10}',
      '{"a":1e2}',
      '{"a":NaN}',
      '{"a":Infinity}',
      '{"a":}',
      '{"a":tru}',
      '{"a":"\\/"}',
      '{"a":"\\u0041"}',
      '{"a":"\\u000A"}',
      '{"a":"\\u000a"}',
      '{"a":"\\u001F"}',
      '{"a":"\\ud83d\\ude00"}',

      '{"a":"\n"}',
      '{"a":"x',
      '{"a":"x\\',
      '{"a":"\\u00"}',
      '{"a":"\\x"}',
      '{"\ue000":1,"\u{1f600}":2}',
      '',
      '[]',
      'null',
      '"a"',
    ];
    for (const text of others) expectThat(text, accepts(text)).toBe(false);
    const canonical = [
      '{}',
      '{"a":1e+21}',
      '{"a":1e-7}',
      '{"a":-1.5}',
      '{"a":"\\u001f\\n\\"\\\\"}',
      '{"\u{1f600}":2,"\ue000":1}',
    ];
    for (const text of canonical) expectThat(text, accepts(text)).toBe(true);
  });

  it('gives up on nesting beyond its limit instead of exhausting the stack', () => {
    const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(accepts(nested(MAX_DEPTH - 1))).toBe(true);
    expect(() => new CanonicalReader(Buffer.from(nested(MAX_DEPTH))).object()).toThrow(
      expect.objectContaining({ fault: 'depth' }),
    );
    expect(() => new CanonicalReader(Buffer.from('{"a":'.repeat(1_000_000))).object()).toThrow(
      expect.objectContaining({ fault: 'depth' }),
    );
  });

  it('reads natural numbers up to 2^53 - 1 and no others', () => {
    expect(new CanonicalReader(Buffer.from('9007199254740991')).natural()).toBe(Number.MAX_SAFE_INTEGER);
    for (const text of ['9007199254740992', '-1', '1.5', '1e+21', '', 'null']) {
      expectThat(text, () => new CanonicalReader(Buffer.from(text)).natural()).toThrow(NotCanonicalTextError);
    }
  });
});

function accepts(text: string): boolean {
  const reader = new CanonicalReader(Buffer.from(text));
  try {
    reader.object();
  } catch (error) {
    if (error instanceof NotCanonicalTextError) return false;
    throw error;
  }
  return reader.pos === reader.bytes.length;
}

function anyJson(): fc.Arbitrary<Json> {
  return fc.oneof(
    fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.dictionary(fc.string({ unit: 'binary' }), fc.integer()),
  ) as fc.Arbitrary<Json>;
}
