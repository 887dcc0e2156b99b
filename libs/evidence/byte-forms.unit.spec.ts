import { describe, expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import { comparedPieces, isHash, isId, isThere, isTime, writeHash } from './byte-forms.js';

const TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)\.\d{6}Z$/;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HASH = /^[0-9a-f]{64}$/;

const character = fc.constantFrom(...'0123456789abcdefABCDEFgG-:.TZ/@`{ \u0000\u00e9"');
/** The text with some of its characters replaced. */
const near = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.nat({ max: text.length - 1 }), character), { maxLength: 2 })
    .map((changes) => changes.reduce((now, [at, other]) => now.slice(0, at) + other + now.slice(at + 1), text));
const twoDigits = fc.nat({ max: 99 }).map((n) => String(n).padStart(2, '0'));

describe('forms of fields in bytes', () => {
  it.prop([near('2026-01-02T03:04:05.678901Z')], { numRuns: 2000 })('know a time when they see one', (text) => {
    expect(isTime(Buffer.from(text), 0)).toBe(TIME.test(text));
  });

  it.prop([fc.array(twoDigits, { minLength: 5, maxLength: 5 })], { numRuns: 2000 })(
    'know the months, days, hours, minutes and seconds there are',
    ([month, day, hour, minute, second]) => {
      const text = `2026-${month}-${day}T${hour}:${minute}:${second}.000000Z`;
      expect(isTime(Buffer.from(text), 0)).toBe(TIME.test(text));
    },
  );

  it('know the least and the greatest of each', () => {
    for (const [text, isOne] of [
      ['0000-01-01T00:00:00.000000Z', true],
      ['9999-12-31T23:59:60.999999Z', true],
      ['2026-00-02T03:04:05.678901Z', false],
      ['2026-13-02T03:04:05.678901Z', false],
      ['2026-01-00T03:04:05.678901Z', false],
      ['2026-01-32T03:04:05.678901Z', false],
      ['2026-01-02T24:04:05.678901Z', false],
      ['2026-01-02T03:60:05.678901Z', false],
      ['2026-01-02T03:04:61.678901Z', false],
    ] as const)
      expectThat(text, isTime(Buffer.from(text), 0)).toBe(isOne);
  });

  it.prop([near('01900000-0000-7abc-8DEF-0123456789ab')], { numRuns: 2000 })('know an id', (text) => {
    expect(isId(Buffer.from(text), 0)).toBe(ID.test(text));
  });

  it.prop([near('0123456789abcdef'.repeat(4))], { numRuns: 2000 })('know a hash', (text) => {
    expect(isHash(Buffer.from(text), 0)).toBe(HASH.test(text));
  });

  it('know none where the bytes end before it does', () => {
    for (const is of [isTime, isId, isHash]) expect(is(Buffer.from('0'), 0)).toBe(false);
  });

  it.prop([fc.uint8Array({ minLength: 32, maxLength: 32 })])('write what the digits of a hash stand for', (hash) => {
    const into = new Uint8Array(40);
    writeHash(into, 3, Buffer.from(`xx${Buffer.from(hash).toString('hex')}`), 2);
    expect(Buffer.from(into)).toStrictEqual(Buffer.concat([Buffer.alloc(3), hash, Buffer.alloc(5)]));
  });

  it.prop([fc.uint8Array({ maxLength: 6 }), fc.uint8Array({ maxLength: 6 })])('order pieces by their bytes', (a, b) => {
    const length = Math.min(a.length, b.length);
    const compared = Buffer.compare(a.subarray(0, length), b.subarray(0, length));
    expect(Math.sign(comparedPieces(Buffer.concat([a, b]), 0, a.length, length))).toBe(compared);
  });

  it('see a text where it stands, whole', () => {
    const bytes = Buffer.from('a "word" here');
    expect([isThere(bytes, 2, '"word"'), isThere(bytes, 3, '"word"'), isThere(bytes, 9, 'here!')]).toStrictEqual([
      true,
      false,
      false,
    ]);
  });
});
