import { expect, it } from '@jest/globals';
import { BoundedMap } from './bounded-map.js';

const held = (map: BoundedMap<number, string>, upTo: number) =>
  Array.from({ length: upTo }, (_, i) => map.get(i)).filter(Boolean).length;

it('keeps the most recently used half at least and the capacity at most', () => {
  const map = new BoundedMap<number, string>(10);
  for (let i = 0; i < 1_000; i += 1) map.set(i, 'x');
  expect([995, 996, 997, 998, 999].map((key) => map.get(key))).toStrictEqual(['x', 'x', 'x', 'x', 'x']);
  expect(held(map, 1_000)).toBeLessThanOrEqual(10);
});

it('keeps an entry that is used all the time, with its newest value', () => {
  const map = new BoundedMap<number, string>(10);
  map.set(-1, 'old');
  map.set(-1, 'new');
  for (let i = 0; i < 1_000; i += 1) {
    map.set(i, 'x');
    expect(map.get(-1)).toBe('new');
  }
});

it('forgets what is deleted, in either half', () => {
  const map = new BoundedMap<number, string>(4);
  for (const key of [1, 2, 3]) map.set(key, 'x');
  for (const key of [1, 3]) map.delete(key);
  expect([1, 2, 3].map((key) => map.get(key))).toStrictEqual([undefined, 'x', undefined]);
  map.clear();
  expect(map.get(2)).toBeUndefined();
});
