import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checksumOf, shippedMigrations } from '#platform/database/migrations';
import { committed } from './source-files.js';

const frozen = committed<Record<string, string>>('migrations.json');
const shipped = await shippedMigrations();

describe('migrations', () => {
  it('are named after their files, once, in the order in which they run', () => {
    const names = shipped.map((migration) => migration.name);
    assert.ok(names.length > 0);
    assert.deepEqual(names, [...new Set(names)].sort());
  });

  it('never change once they are frozen', () => {
    const now = Object.fromEntries(shipped.map((migration) => [migration.name, checksumOf(migration)]));
    assert.deepEqual(now, frozen, 'write a new migration instead; `npm run generate` freezes the new one');
  });
});
