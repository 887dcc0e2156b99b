import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate, version } from 'uuid';
import { newId } from './index.js';

test('ids are distinct UUIDv7 across several refills of the pool', () => {
  const ids = Array.from({ length: 5_000 }, newId);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.ok(validate(id) && version(id) === 7, id);
});

test('an id made later sorts after one made in an earlier millisecond', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const before = newId();
  t.mock.timers.tick(1);
  assert.ok(newId() > before);
});
