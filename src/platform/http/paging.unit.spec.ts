import { describe, expect } from '@jest/globals';
import { expectThat, thrownBy } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import { decodeCursor, decodePosition, encodeCursor, PageQuery, pageOf } from './paging.js';
import { RefusalError } from './problem-details.js';

const part = fc.oneof(fc.string(), fc.maxSafeInteger());
const isRefusal = (error: unknown) => error instanceof RefusalError && error.refusal.refused === 'INVALID_INPUT';

describe('a cursor', () => {
  it.prop([fc.array(part, { minLength: 1, maxLength: 4 })])('comes back as it went out', (key) =>
    expect(decodeCursor(encodeCursor(key), key.length)).toStrictEqual(key),
  );

  it('is refused when it is not one of ours', () => {
    const forged = [[], [1, 2], [null], [true], [{}], [[1]], [1.5], [1e300], { 0: 1, length: 1 }, 'x', 1, null].map((value) =>
      Buffer.from(JSON.stringify(value)).toString('base64url'),
    );
    for (const cursor of [...forged, '', '=', 'AAAA', '%00', '\0', 'W10', '💥', 'x'.repeat(512)])
      expectThat(cursor, isRefusal(thrownBy(() => decodeCursor(cursor, 1)))).toBe(true);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.base64String(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (cursor) => {
          try {
            expect(decodeCursor(cursor, 1)).toHaveLength(1);
          } catch (error) {
            expectThat(String(error), isRefusal(error)).toBe(true);
          }
        },
      ),
    );
  });

  it('of a list that is ordered by position is a position', () => {
    for (const position of [0, 1, Number.MAX_SAFE_INTEGER]) expect(decodePosition(encodeCursor([position]))).toBe(position);
    for (const key of ['1', '', 'x', -1, '-1', 'NaN', '9'.repeat(400), '0x10', '1e3', ' 1', '\0'])
      expectThat(String(key), isRefusal(thrownBy(() => decodePosition(encodeCursor([key]))))).toBe(true);
  });
});

describe('a page', () => {
  const page = (rows: number, limit: number) =>
    pageOf(
      Array.from({ length: rows }, (_, i) => i + 1),
      limit,
      (n) => `row ${n}`,
      (n) => [n],
    );

  it('says where the next one begins only when there is one', () => {
    expect(page(0, 2)).toStrictEqual({ items: [], nextCursor: null });
    expect(page(2, 2)).toStrictEqual({ items: ['row 1', 'row 2'], nextCursor: null });
    expect(page(3, 2)).toStrictEqual({ items: ['row 1', 'row 2'], nextCursor: encodeCursor([2]) });
  });

  it('has 1 to 200 items, 50 when nobody says', () => {
    expect(PageQuery.parse({}).limit).toBe(50);
    expect(PageQuery.parse({ limit: '200' }).limit).toBe(200);
    for (const limit of ['0', '201', '-1', '1.5', 'x', 'Infinity', '1e9', ['1', '2'], {}])
      expectThat(String(limit), PageQuery.safeParse({ limit }).success).toBe(false);
    expect(PageQuery.safeParse({ cursor: 'x'.repeat(513) }).success).toBe(false);
  });
});
