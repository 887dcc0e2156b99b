import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect } from '@jest/globals';
import { fc, it } from '@fast-check/jest';
import { expectThat } from '#libs/testing';
import { hasEscapedName, parseJson, readJson } from './index.js';

const namesIn = (text: string) => Object.keys(parseJson(text) as object);

describe('a member name', () => {
  it('is what it says, whatever was parsed before', () => {
    for (const [before, text, names] of [
      [String.raw`{"a":1,"\\":1}`, String.raw`{"a":1,"\"":1}`, ['a', '"']],
      [String.raw`{"b":1,"\\u00":1}`, String.raw`{"b":1,"\u0074ool":1}`, ['b', 'tool']],
      [String.raw`{"c":1,"\\u0061":1}`, String.raw`{"c":1,"\u0061mount":1}`, ['c', 'amount']],
      [String.raw`{"d":1,"x\\":1}`, String.raw`{"d":1,"x\n":1}`, ['d', 'x\n']],
    ] as const) {
      for (const first of [before, before]) parseJson(first);
      expectThat(text, namesIn(text)).toStrictEqual(names);
      parseJson(before);
      expectThat(text, Object.keys(readJson(text) as object)).toStrictEqual(names);
    }
  });

  const name = fc.oneof(fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'a', '1'), maxLength: 3 }), fc.string());
  const members = fc.uniqueArray(name, { maxLength: 4 });
  /** A text and the names of its objects, some written with an escape that is not needed. */
  const written = fc.tuple(fc.array(members, { minLength: 1, maxLength: 3 }), fc.nat(2)).map(([objects, spelling]) => {
    const quoted = (text: string) =>
      spelling === 0
        ? JSON.stringify(text)
        : JSON.stringify(text).replace(/[a1]/, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`);
    const texts = objects.map((names) => `{${names.map((each, n) => `${quoted(each)} :${n}`).join(', ')}}`);
    return { text: `[${texts.join(',')}]`, objects };
  });

  it.prop([written], { numRuns: 500 })('is kept beside any others', ({ text, objects }) => {
    const found = (parseJson(text) as object[]).map((each) => Object.entries(each).sort(([, a], [, b]) => a - b));
    expect(found.map((entries) => entries.map(([each]) => each))).toStrictEqual(objects);
  });

  it('that stands twice has the later value at the earlier place, and __proto__ is one like any other', () => {
    expect(Object.entries(parseJson(String.raw`{"\u0061":1,"b":2,"a":3}`) as object)).toStrictEqual([
      ['a', 3],
      ['b', 2],
    ]);
    const value = parseJson(String.raw`{"__\u0070roto__":{"x":1}}`) as object;
    expect(Object.getOwnPropertyNames(value)).toStrictEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('a text with an escaped name', () => {
  it('is not kept because one of its values is', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const kept: string[] = [];
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 40; i += 1) {
      const text = Buffer.from(String.raw`{"\u0061":1,"session":"session-of-mine-${i}"}${' '.repeat(1_000_000)}`).toString(
        'utf8',
      );
      kept.push((parseJson(text) as { session: string }).session);
    }
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
    expect(kept[39]).toBe('session-of-mine-39');
  });

  it.prop([fc.jsonValue({ maxDepth: 4 }), fc.constantFrom('', ' ', '\t', '\r\n')])(
    'has the values it would have without',
    (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const inside = `${indent}{"\\u0061":${text},"end":[]}`;
      expect(hasEscapedName(inside)).toBe(true);
      const { a, end } = parseJson(inside) as { a: unknown; end: unknown };
      expect([JSON.stringify(a), end]).toStrictEqual([JSON.stringify(value), []]);
    },
  );

  it('is told from one whose values alone are escaped', () => {
    for (const text of [String.raw`{"a":"\""}`, String.raw`["\"",{":":"\\"}]`, '{"a":1}', String.raw`"\":"`, ''])
      expectThat(text, hasEscapedName(text)).toBe(false);
    for (const text of [String.raw`{"\"" :1}`, String.raw`[{"a":{"\\":"x"}}]`]) expectThat(text, hasEscapedName(text)).toBe(true);
  });

  it('has its numbers as they are written, and is refused where JSON.parse refuses it', () => {
    const written = (_: number, source: string) => source;
    for (const text of [
      String.raw`{"\u0061":[1.0,-0,1e2],"b":{"c":12345678901234567890}}`,
      '{"a":[1.0,-0,1e2],"b":{"c":12345678901234567890}}',
    ])
      expectThat(text, parseJson(text, written)).toStrictEqual({ a: ['1.0', '-0', '1e2'], b: { c: '12345678901234567890' } });
    for (const text of [
      String.raw`{"\u0061":1`,
      String.raw`{"\u00":1}`,
      String.raw`{"\"":01}`,
      String.raw`{"\"":1}}`,
      String.raw`{"\x":1}`,
    ])
      expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('may go as deep as JSON.parse goes', () => {
    const depth = 5_000;
    let value = parseJson(`${String.raw`{"\"":`.repeat(depth)}1${'}'.repeat(depth)}`);
    for (let level = 0; level < depth; level += 1) value = (value as Record<string, unknown>)['"'];
    expect(value).toBe(1);
  });
});
