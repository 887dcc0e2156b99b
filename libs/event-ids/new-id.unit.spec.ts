import { hash } from 'node:crypto';
import { afterEach, expect, jest, test } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { validate, version } from 'uuid';
import { nameBasedId, newId } from './index.js';

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

test('a name-based id is what the hash of its name leaves free, whatever was made before it', () => {
  for (const name of ['', 'writ/outcome\n1', 'é']) {
    const hex = hash('sha256', name);
    newId();
    const id = nameBasedId(name);
    expectThat(id, validate(id) && version(id) === 8).toBe(true);
    const free = id.replaceAll('-', '');
    expect([free.slice(0, 12), free.slice(13, 16), free.slice(17)]).toStrictEqual([
      hex.slice(0, 12),
      hex.slice(13, 16),
      hex.slice(17, 32),
    ]);
    expect('89ab').toContain(free[16]);
  }
});
