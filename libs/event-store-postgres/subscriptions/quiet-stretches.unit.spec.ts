import { expect, test } from '@jest/globals';
import { QuietStretches } from './quiet-stretches.js';

test('a stretch lasts from its first event until it is ended or due, for each tenant alone', () => {
  let now = 1_000;
  const quiet = new QuietStretches(() => now);
  expect(quiet.left('a')).toBe(100);
  now += 60;
  expect(quiet.left('a')).toBe(40);
  expect(quiet.left('b')).toBe(100);
  now += 60;
  expect(quiet.left('a')).toBe(0);
  quiet.end('a');
  expect(quiet.left('a')).toBe(100);
});
