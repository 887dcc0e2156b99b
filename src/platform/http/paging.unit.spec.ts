import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeCursor, decodePosition, encodeCursor, PageQuery, pageOf } from './paging.js';
import { RefusalError } from './problem-details.js';

const part = fc.oneof(fc.string(), fc.maxSafeInteger());
const isRefusal = (error: unknown) => error instanceof RefusalError && error.refusal.refused === 'INVALID_INPUT';

describe('a cursor', () => {
  it('comes back as it went out', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (key) =>
        assert.deepEqual(decodeCursor(encodeCursor(key), key.length), key),
      ),
    );
  });

  it('is refused when it is not one of ours', () => {
    const forged = [[], [1, 2], [null], [true], [{}], [[1]], [1.5], [1e300], { 0: 1, length: 1 }, 'x', 1, null].map((value) =>
      Buffer.from(JSON.stringify(value)).toString('base64url'),
    );
    for (const cursor of [...forged, '', '=', 'AAAA', '%00', '\0', 'W10', '💥', 'x'.repeat(512)])
      assert.throws(() => decodeCursor(cursor, 1), isRefusal, cursor);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.base64String(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (cursor) => {
          try {
            assert.equal(decodeCursor(cursor, 1).length, 1);
          } catch (error) {
            assert.ok(isRefusal(error), String(error));
          }
        },
      ),
    );
  });

  it('of a list that is ordered by position is a position', () => {
    for (const position of [0, 1, Number.MAX_SAFE_INTEGER]) assert.equal(decodePosition(encodeCursor([position])), position);
    for (const key of ['1', '', 'x', -1, '-1', 'NaN', '9'.repeat(400), '0x10', '1e3', ' 1', '\0'])
      assert.throws(() => decodePosition(encodeCursor([key])), isRefusal, String(key));
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
    assert.deepEqual(page(0, 2), { items: [], nextCursor: null });
    assert.deepEqual(page(2, 2), { items: ['row 1', 'row 2'], nextCursor: null });
    assert.deepEqual(page(3, 2), { items: ['row 1', 'row 2'], nextCursor: encodeCursor([2]) });
  });

  it('has 1 to 200 items, 50 when nobody says', () => {
    assert.equal(PageQuery.parse({}).limit, 50);
    assert.equal(PageQuery.parse({ limit: '200' }).limit, 200);
    for (const limit of ['0', '201', '-1', '1.5', 'x', 'Infinity', '1e9', ['1', '2'], {}])
      assert.ok(!PageQuery.safeParse({ limit }).success, String(limit));
    assert.ok(!PageQuery.safeParse({ cursor: 'x'.repeat(513) }).success);
  });
});
