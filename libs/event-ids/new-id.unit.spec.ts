import { afterEach, expect, jest, test } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { newId } from './index.js';

afterEach(() => void jest.useRealTimers());

/** RFC 9562: version 7, variant 10. */
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('ids are distinct UUIDv7, in all of their random bits', () => {
  const ids = Array.from({ length: 5_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expectThat(id, UUID_V7.test(id)).toBe(true);
  const hex = ids.map((id) => id.replaceAll('-', ''));
  const digits = Array.from({ length: 32 }, (_, at) => new Set(hex.map((id) => id[at])).size);
  expect(digits.slice(13)).toStrictEqual([16, 16, 16, 4, ...Array.from({ length: 15 }, () => 16)]);
});

test('an id begins with the milliseconds since 1970', () => {
  jest.useFakeTimers({ now: 0x0123456789ab });
  expect(newId()).toMatch(/^01234567-89ab-7/);
});

test('an id made later sorts after one made in an earlier millisecond', () => {
  jest.useFakeTimers();
  const before = newId();
  jest.advanceTimersByTime(1);
  expect(newId() > before).toBe(true);
});
