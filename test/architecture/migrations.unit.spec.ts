import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { checksumOf, shippedMigrations } from '#platform/database/migrations';
import { committed } from './source-files.js';

const frozen = committed<Record<string, string>>('migrations.json');
const shipped = await shippedMigrations();

describe('migrations', () => {
  it('are named after their files, once, in the order in which they run', () => {
    const names = shipped.map((migration) => migration.name);
    expect(names.length).toBeGreaterThan(0);
    expect(names).toStrictEqual([...new Set(names)].sort());
  });

  it('never change once they are frozen', () => {
    const now = Object.fromEntries(shipped.map((migration) => [migration.name, checksumOf(migration)]));
    expectThat('write a new migration instead; `npm run generate` freezes the new one', now).toStrictEqual(frozen);
  });
});
