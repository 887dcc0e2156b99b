import { afterEach, expect, jest, test } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { validate, version } from 'uuid';
import { newId } from './index.js';

afterEach(() => void jest.useRealTimers());

test('ids are distinct UUIDv7 across several refills of the pool', () => {
  const ids = Array.from({ length: 5_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expectThat(id, validate(id) && version(id) === 7).toBe(true);
});

test('an id made later sorts after one made in an earlier millisecond', () => {
  jest.useFakeTimers();
  const before = newId();
  jest.advanceTimersByTime(1);
  expect(newId() > before).toBe(true);
});
