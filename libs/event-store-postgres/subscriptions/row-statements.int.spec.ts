import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FoldedChange, ReadTable } from '#libs/event-sourcing';
import { expectThat } from '#libs/testing';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { execute, openSubscriptionFixture, type SubscriptionFixture } from '../testing/index.js';
import { statementsFor } from './row-statements.js';
import { inTenantTransaction } from './tenant-transaction.js';

const rooms: ReadTable = {
  name: 'rooms',
  key: ['id'],
  columns: { id: 'text', guests: 'integer', note: 'text?', position: 'bigint' },
};
const TABLE = `
create table rooms (tenant text not null, id text not null, guests integer not null, note text, position bigint not null, primary key (tenant, id));
create index rooms_position on rooms (tenant, position);
alter table rooms enable row level security;
create policy tenant_owns on rooms to writ_app using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on rooms to writ_app;
alter table rooms set (autovacuum_enabled = off);`;

const MANY = 3_000;
const FEW = 40;

/** What a plan went through: the most rows that one of its steps had in its hands, those it put aside included. */
interface Step {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly Step[];
}
function mostRows(step: Step): number {
  const asides = (step['Rows Removed by Filter'] ?? 0) + (step['Rows Removed by Join Filter'] ?? 0);
  return Math.max((step['Actual Rows'] + asides) * step['Actual Loops'], ...(step.Plans ?? []).map(mostRows));
}

describe('statements that change rows', () => {
  let test: TestDatabase;
  let fixture: SubscriptionFixture;
  beforeAll(async () => {
    test = await createTestDatabase();
    fixture = await openSubscriptionFixture(test.url);
    await execute(test.url, TABLE);
  });
  afterAll(async () => {
    await fixture.close();
    await test.drop();
    await fixture.database.dropLogins();
  });

  const run = (tenant: string, changes: readonly FoldedChange[], before = '') =>
    inTenantTransaction(fixture.pool, tenant, [], async (client) => {
      const results = [];
      for (const { text, values } of statementsFor(rooms, tenant, changes)) {
        results.push((await client.query<Record<string, unknown>>(before + text, [...values])).rows);
      }
      return { statements: [], result: results };
    });
  const room = (n: number): FoldedChange => ({ op: 'put', row: { id: `room-${n}`, guests: 0, note: 'new', position: n } });
  const cameIn = (n: number): FoldedChange => ({
    op: 'patch',
    key: { id: `room-${n}` },
    set: { note: 'taken' },
    add: { guests: 2 },
  });

  it('look up the rows they patch one by one, however many a tenant has and whatever is known of the table', async () => {
    const tenant = `t-${randomUUID()}`;
    await run(
      tenant,
      Array.from({ length: MANY }, (_, n) => room(n)),
    );
    const patches = Array.from({ length: FEW }, (_, n) => cameIn(n * 7));
    const [told] = await run(tenant, [...patches, cameIn(MANY)], 'explain (analyze, format json) ');
    const [{ Plan: plan }] = told?.[0]?.['QUERY PLAN'] as [{ Plan: Step }];
    expectThat('rows in hand', mostRows(plan)).toBeLessThanOrEqual(FEW + 1);
    const found = (id: string) =>
      execute(test.url, `select guests, note, position from rooms where tenant = $1 and id = $2`, [tenant, id]);
    expect((await found('room-7')).rows).toStrictEqual([{ guests: 2, note: 'taken', position: '7' }]);
    expect((await found('room-8')).rows).toStrictEqual([{ guests: 0, note: 'new', position: '8' }]);
    expectThat('what is not there stays so', (await found(`room-${MANY}`)).rows).toStrictEqual([]);
  });
});
