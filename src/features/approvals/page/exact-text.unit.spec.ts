import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectThat } from '#libs/testing';
import { indented, membersOf, visible } from './exact-text.js';

const shown = (json: string) =>
  indented(json)
    .map(({ text }) => text)
    .join('');

describe('what is shown of JSON', () => {
  it('is what is written, on lines of its own', () => {
    const json = String.raw`{"a" : {"b":[1.0,-1e400,"\u0061\"}]"],"c":{},"d":[ ],"a":2}, "e":"x","f":[{"g":":"},","]}`;
    expect([...membersOf(json)]).toStrictEqual([
      ['a', String.raw`{"b":[1.0,-1e400,"\u0061\"}]"],"c":{},"d":[ ],"a":2}`],
      ['e', '"x"'],
      ['f', '[{"g":":"},","]'],
    ]);
    for (const none of ['', '{}', '[]', '["a",1]', '"a"', 'null', '<html>', '{"a":"'])
      expectThat(none, [...membersOf(none)]).toStrictEqual([]);
    expect(shown('{"b":[1.0,"x"],"c":{},"d":[]}')).toBe('{\n  "b": [\n    1.0,\n    "x"\n  ],\n  "c": {},\n  "d": []\n}');
  });

  it('means the same, whatever it is, and holds nothing that is not seen', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), fc.string({ unit: 'binary' }), (json, name) => {
        const around = JSON.stringify({ first: [name], arguments: JSON.parse(json) as unknown, last: name });
        const text = membersOf(around).get('arguments') ?? '';
        expect(JSON.parse(text)).toStrictEqual(JSON.parse(json));
        expect(JSON.parse(shown(text))).toStrictEqual(JSON.parse(json));
        expect(shown(text).replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{DI}]/u);
      }),
    );
  });

  it('says what cannot be seen', () => {
    for (const [text, says] of [
      ['a\u202Eb', String.raw`a\u202eb`],
      ['\u0000\u007F\u0085\u00A0\u00AD', String.raw`\u0000\u007f\u0085\u00a0\u00ad`],
      ['\u2028\u200B\uFEFF\u3164\uFE0F\u2800\u3000', String.raw`\u2028\u200b\ufeff\u3164\ufe0f\u2800\u3000`],
      ['\u{E0041}\uD800', String.raw`\udb40\udc41\ud800`],
      ['שלום é 漢 🙂 a b', 'שלום é 漢 🙂 a b'],
    ] as const)
      expectThat(JSON.stringify(text), visible(text)).toBe(says);
  });
});
