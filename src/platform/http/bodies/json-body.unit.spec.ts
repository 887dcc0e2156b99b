import assert from 'node:assert/strict';
import { describe, expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import { JSON_BOUNDS, JsonScanner, parseJson } from '#libs/exact-json';
import { parseJsonBody, parseNdjsonBody } from './json-body.js';
import { RefusalError } from '../problem-details.js';

const parse = (text: string | Buffer) => parseJsonBody(typeof text === 'string' ? Buffer.from(text) : text);

function refusal(text: string | Buffer): string {
  try {
    parse(text);
  } catch (error) {
    assert(error instanceof RefusalError, String(error));
    expect(error.refusal.refused).toBe('INVALID_INPUT');
    return error.refusal.detail ?? '';
  }
  assert.fail('was accepted');
}

const nested = (depth: number, open: string, close: string, core: string) => open.repeat(depth) + core + close.repeat(depth);

describe('a JSON body', () => {
  it('is taken as it is', () => {
    for (const text of [
      'null',
      'true',
      '-0.5',
      '"ü\\u0000😀"',
      '[]',
      '{"a":[{"b":null}]}',
      ' {"constructor":{"prototype":1},"hasOwnProperty":2} ',
      '9007199254740991',
      '1e-300',
    ])
      expect(parse(text)).toStrictEqual(parseJson(text));
  });

  it('is refused when it is no JSON', () => {
    for (const text of [
      '',
      '{',
      '{"a":1,}',
      "{'a':1}",
      'NaN',
      '[1] [2]',
      '\ufeff{}',
      '{"a":01}',
      '"\n"',
      'undefined',
      '{"a":"\\x"}',
    ])
      expect(refusal(text)).toMatch(/is not JSON/);
  });

  it('says why in a few words, however long the body is', () => {
    expect(refusal(`{"a": ${'x'.repeat(500_000)}`).length).toBeLessThan(300);
  });

  it('is refused when it is no UTF-8', () => {
    const broken = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xe2, 0x82]];
    for (const bytes of broken)
      expect(refusal(Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]))).toMatch(/not valid UTF-8/);
  });

  it('is refused when a string or a name holds half a surrogate pair', () => {
    for (const text of ['"\\ud800"', '{"a":["x\\udfff"]}', '{"\\ud800":1}', '"\\udc00\\ud800"'])
      expect(refusal(text)).toMatch(/lone surrogate/);
    expect(parse('"\\ud83d\\ude00"')).toBe('😀');
  });

  it('is refused when it names __proto__ anywhere', () => {
    for (const text of ['{"__proto__":{}}', '[{"a":{"__proto__":null}}]', '{"\\u005f_proto__":1}'])
      expect(refusal(text)).toMatch(/__proto__/);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('is refused when a number means something else to another reader', () => {
    for (const text of [
      '1e999',
      '-1e999',
      '9007199254740992',
      '9007199254740993',
      '-9007199254740993',
      '{"a":[1e16]}',
      '12345678901234567.5',
    ])
      expect(refusal(text)).toMatch(/2\^53 - 1/);
  });

  it('may be nested 32 levels deep and no deeper', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      expect(parse(nested(32, open, close, '1'))).toBeTruthy();
      expect(refusal(nested(33, open, close, '1'))).toMatch(/deeper than 32/);
      expect(refusal(nested(150_000, open, close, '1'))).toMatch(/deeper than 32|is not JSON/);
    }
  });

  it('may hold a huge list', () => {
    expect(parse(`[${'0,'.repeat(500_000)}0]`) as unknown[]).toHaveLength(500_001);
  });

  it('may have so many lists, objects, names and texts, and no more', () => {
    const most = JSON_BOUNDS.tokens;
    const of = (count: number, part: (i: number) => string) => Array.from({ length: count }, (_, i) => part(i)).join(',');
    const shapes: ((tokens: number) => string)[] = [
      (tokens) => `[${of(tokens - 1, () => '[]')}]`,
      (tokens) => `[${of(tokens - 1, () => '{}')}]`,
      (tokens) => `[${of(tokens - 1, () => '"\\""')}]`,
      (tokens) => `{${of(tokens - 1, (i) => `"n${i}":0`)}}`,
    ];
    for (const shape of shapes) {
      expect(parse(shape(most))).toBeTruthy();
      expect(refusal(shape(most + 1))).toMatch(/too many parts/);
    }
  });

  it.prop([fc.jsonValue({ maxDepth: 6 }), fc.constantFrom('', ' ', '\t', '\r\n')])(
    'has its parts counted exactly',
    (value, indent) => {
      const bytes = Buffer.from(JSON.stringify(value, null, indent));
      const scanner = new JsonScanner();
      // In pieces, as a large text is.
      for (let at = 0; at < bytes.length;) at = scanner.scan(bytes, at, Math.min(at + 3, bytes.length));
      expect([scanner.tokens, scanner.deepest]).toStrictEqual(counted(parseJson(bytes.toString())));
    },
  );

  it('in the format of somebody else may hold any number, within the bounds', () => {
    const bounds = { depth: 2, tokens: 3, anyNumbersIn: true } as const;
    expect(parseJsonBody(Buffer.from('{"a":[18446744073709552000]}'), bounds)).toStrictEqual({ a: [18_446_744_073_709_552_000] });
    for (const [text, says] of [
      ['{"a":[[]]}', /deeper than 2/],
      ['["a","b","c"]', /too many parts/],
      ['{"a":', /is not JSON/],
      ['{}{}', /is not JSON/],
    ] as const)
      expect(() => parseJsonBody(Buffer.from(text), bounds)).toThrow(says);
    expect(() => parseJsonBody(Buffer.from([0x22, 0xff, 0x22]), bounds)).toThrow(/UTF-8/);
  });

  it('never fails in another way, and what passes has a canonical form', () => {
    const hostile = fc.oneof(
      fc.json({ maxDepth: 6 }),
      fc.string({ unit: 'binary' }),
      fc.json().chain((text) => fc.nat(text.length).map((cut) => text.slice(0, cut))),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          hostile.map((text) => Buffer.from(text)),
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        ),
        (bytes) => {
          let value: unknown;
          try {
            value = parseJsonBody(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(RefusalError);
            return;
          }
          expect(parseJson(canonicalJson(value as Json))).toStrictEqual(parseJson(JSON.stringify(value)));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

/** Lists, objects, names and texts of a value, and how deep it goes. */
function counted(value: unknown): [number, number] {
  if (typeof value === 'string') return [1, 0];
  if (typeof value !== 'object' || value === null) return [0, 0];
  const names = Array.isArray(value) ? 0 : Object.keys(value).length;
  const inner = Object.values(value).map(counted);
  return [1 + names + inner.reduce((sum, [tokens]) => sum + tokens, 0), 1 + Math.max(0, ...inner.map(([, depth]) => depth))];
}

describe('lines of JSON', () => {
  const lines = (text: string) => parseNdjsonBody(Buffer.from(text));

  it('are values, whatever blanks are around them', () => {
    expect(lines('{"a":1}\r\n\n  \t\n [2] \n"x"')).toStrictEqual([{ a: 1 }, [2], 'x']);
    expect(lines('')).toStrictEqual([]);
    expect(lines('\n \n')).toStrictEqual([]);
  });

  it('are held to what a body is held to, each and all together', () => {
    for (const [text, says] of [
      ['1\n{"__proto__":1}', /__proto__/],
      ['1\n1e999', /2\^53/],
      ['[1,\n2]', /is not JSON/],
      ['1 2', /is not JSON/],
      [`1\n${'['.repeat(33)}${']'.repeat(33)}`, /deeper than 32/],
      ['0\n'.repeat(10_001), /too many parts/],
      [`${JSON.stringify(Array.from({ length: 20_000 }, () => ''))}\n`.repeat(3), /too many parts/],
    ] as const)
      expectThat(text.slice(0, 20), () => lines(text)).toThrow(says);
    expect(lines('0\n'.repeat(10_000))).toHaveLength(10_000);
    expect(() => parseNdjsonBody(Buffer.from([0x31, 0x0a, 0xff]))).toThrow(/UTF-8/);
  });
});
