import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { textFault } from '#libs/evidence/testing';
import { CanonicalReader, MAX_DEPTH, NotCanonicalTextError } from './canonical-reader.js';

const readerOf = (text: string | Uint8Array) => new CanonicalReader(Buffer.from(text));

const faultOf = (text: string, read = (reader: CanonicalReader): unknown => reader.object()) => textFault(readerOf(text), read);

describe('a reader of canonical JSON', () => {
  it('says what it expected', () => {
    const said: readonly (readonly [text: string, message: string])[] = [
      ['x', 'expected an object'],
      ['{1:2}', 'expected a member name'],
      ['{"a" 1}', 'expected :'],
      ['{"a":1;', 'expected , or }'],
      ['{"a":[1;', 'expected , or ]'],
      ['{"a":x}', 'expected a number in its shortest form'],
      ['{"a":"x', 'unfinished string or raw control character'],
      ['{"a":"\u0001"}', 'unfinished string or raw control character'],
      ['{"a":"\\x"}', 'a character is escaped in a way RFC 8785 does not write'],
      ['{"b":1,"a":2}', 'member names are not strictly ascending'],
    ];
    for (const [text, message] of said) expectThat(text, faultOf(text)).toStrictEqual([message, 'form']);
    expect(faultOf('{"a":'.repeat(MAX_DEPTH + 1))).toStrictEqual([`nested deeper than ${MAX_DEPTH}`, 'depth']);
    expect(faultOf(`${'{"a":'.repeat(MAX_DEPTH)}1${'}'.repeat(MAX_DEPTH)}`)).toBeUndefined();
    expect(new NotCanonicalTextError('', 'form').name).toBe('NotCanonicalTextError');
  });

  it('reads natural numbers, and says what else is none', () => {
    const read = (text: string) => readerOf(text).natural();
    expect(['0', '7', '10', '120', '123456789012345', '1234567890123456'].map(read)).toStrictEqual([
      0, 7, 10, 120, 123_456_789_012_345, 1_234_567_890_123_456,
    ]);
    const none = ['expected a whole number from 0 to 2^53 - 1', 'content'];
    for (const text of ['1.5', '-1', '9007199254740992', '1e+21'])
      expectThat(
        text,
        faultOf(text, (r) => r.natural()),
      ).toStrictEqual(none);
  });

  it('compares names by their characters, where they end, and where they are written as escapes', () => {
    const ascending = ['{"a":1,"a !":2}', '{"a":1,"ab":2}', '{"\\n":1," ":2}', '{"":1,"\\u0000":2}', '{"\ue000a":1,"\ue000b":2}'];
    const others = [
      '{"a !":1,"a":2}',
      '{"ab":1,"a":2}',
      '{" ":1,"\\n":2}',
      '{"\\n":1,"\\n":2}',
      '{"a":1,"a":2}',
      '{"é":1,"é":2}',
    ];
    for (const text of ascending) expectThat(text, faultOf(text)).toBeUndefined();
    for (const text of others) expectThat(text, faultOf(text)?.[0]).toBe('member names are not strictly ascending');
    expect(faultOf('{"\u{1f600}":1,"\ue000":2}')).toBeUndefined();
    expect(faultOf('{"\ue000":1,"\u{1f600}":2}')?.[0]).toBe('member names are not strictly ascending');
  });

  it('tells whether it met anything but ASCII, be that UTF-8 or not', () => {
    const isAscii = (text: string | Uint8Array) => {
      const reader = readerOf(text);
      reader.object();
      return reader.isAscii;
    };
    expect([isAscii('{"a":"x"}'), isAscii('{"a":"\\u001f\\n"}'), isAscii('{"a":"\x7f"}')]).toStrictEqual([true, true, true]);
    expect(isAscii('{"a":"é"}')).toBe(false);
    for (const byte of [0x80, 0xff]) expect(isAscii(Buffer.from(`{"a":"${String.fromCharCode(byte)}"}`, 'latin1'))).toBe(false);
  });

  it('tells whether a string is its own spelling, and passes over null in the place of one', () => {
    expect([readerOf('"a"').string(), readerOf('"é"').string(), readerOf('"\\n"').string()]).toStrictEqual([true, true, false]);
    const reader = readerOf('null"x"');
    reader.stringOrNull();
    reader.stringOrNull();
    expect(reader.pos).toBe(7);
    expect(faultOf('x', (r) => r.stringOrNull())).toStrictEqual(['expected a string', 'form']);
  });
});
