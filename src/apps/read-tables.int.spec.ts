import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import type { ReadTable } from '#libs/event-sourcing';
import { SubscriptionRegistry } from '#libs/nest-event-sourcing';
import { startLiveDeployment, type LiveDeployment } from '#test/support/live-deployment';

const TYPES: Readonly<Record<string, string>> = {
  'double precision': 'double',
  'timestamp with time zone': 'timestamp',
  ARRAY: 'text[]',
};

/** As a read table declares it; a JSON column is text to the database. */
function declared({ columns }: ReadTable): Record<string, string> {
  const cells = Object.entries<string>(columns).map(([name, type]) => [name, type.replace('json', 'text')]);
  return Object.fromEntries([['tenant', 'text'], ...cells]) as Record<string, string>;
}

describe('the tables of the read models', () => {
  let writ: LiveDeployment;
  let database: pg.Client;
  beforeAll(async () => {
    writ = await startLiveDeployment();
    database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await writ.close();
  });

  it('have the columns their projections declare, of those types, and null where they say so', async () => {
    const tables = writ.api.app.get(SubscriptionRegistry, { strict: false }).projections.flatMap((each) => each.tables);
    expectThat(`${tables.length} tables`, tables.length).toBeGreaterThanOrEqual(12);
    for (const table of tables) {
      const { rows } = await database.query<{ column_name: string; data_type: string; is_nullable: string }>(
        'select column_name, data_type, is_nullable from information_schema.columns where table_name = $1',
        [table.name],
      );
      const found = rows.map(({ column_name: name, data_type: type, is_nullable: nullable }) => [
        name,
        `${TYPES[type] ?? type}${nullable === 'YES' ? '?' : ''}`,
      ]);
      expectThat(table.name, Object.fromEntries(found)).toStrictEqual(declared(table));
    }
  });
});
