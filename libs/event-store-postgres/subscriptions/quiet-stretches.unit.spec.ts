import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QuietStretches } from './quiet-stretches.js';

test('a stretch lasts from its first event until it is ended or due, for each tenant alone', () => {
  let now = 1_000;
  const quiet = new QuietStretches(() => now);
  assert.equal(quiet.left('a'), 100);
  now += 60;
  assert.equal(quiet.left('a'), 40);
  assert.equal(quiet.left('b'), 100);
  now += 60;
  assert.equal(quiet.left('a'), 0);
  quiet.end('a');
  assert.equal(quiet.left('a'), 100);
});
