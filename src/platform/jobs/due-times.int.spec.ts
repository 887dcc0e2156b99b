import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { expectThat, rejectionOf } from '#libs/testing';
import { loadConfiguration, type Configuration } from '#platform/config/configuration';
import { roleUrl } from '#platform/database/role-urls';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '#test/support/test-database';
import { DueTimes } from './due-times.js';

const NOON = Date.parse('2026-11-29T12:00:00.000Z');
const HOUR = 3_600_000;
const ROWS = [
  { table: 'approvals_approvals', states: ['pending', 'approved'], at: 'expires_at' },
  { table: 'exceptions_exceptions', states: ['requested'], at: 'requested_at', laterMs: HOUR },
];

describe('what has a time', () => {
  let database: TestDatabase;
  let configuration: Configuration;
  let times: DueTimes;
  beforeAll(async () => {
    database = await createTestDatabase('migrated');
    configuration = loadConfiguration({ NODE_ENV: 'test', DATABASE_URL: database.url, WRIT_SECRET: TEST_SECRET });
    times = new DueTimes(configuration);
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    const approval = (tenant: string, id: string, state: string, at: number) =>
      owner.query(`insert into approvals_approvals values ($1, $2, $3, 'agent', 'tool', $4, 0, 1)`, [
        tenant,
        id,
        state,
        new Date(at),
      ]);
    await approval('acme', 'a-1', 'pending', NOON - HOUR);
    await approval('acme', 'a-2', 'used', NOON - HOUR);
    await approval('other', 'a-1', 'approved', NOON);
    await approval('other', 'a-3', 'pending', NOON + 1);
    for (const [id, at] of [
      ['e-1', NOON - HOUR - 1],
      ['e-2', NOON - HOUR + 1],
    ] as const)
      await owner.query(
        `insert into exceptions_exceptions (tenant, id, state, seconds, reason, requested_by, requested_at, used, position)
          values ('acme', $1, 'requested', 1, '', '', $2, 0, 1)`,
        [id, new Date(at)],
      );
    await owner.end();
  });
  afterAll(async () => {
    await times.onApplicationShutdown();
    await database.drop();
  });

  it('is found for all tenants at once, from its time on, the first first', async () => {
    expect(await times.until(new Date(NOON), ROWS)).toStrictEqual([
      { id: `acme/a-1@${NOON - HOUR}`, at: NOON - HOUR },
      { id: `acme/e-1@${NOON - 1}`, at: NOON - 1 },
      { id: `other/a-1@${NOON}`, at: NOON },
    ]);
    expect(await times.until(new Date(NOON + 1), ROWS)).toHaveLength(5);
    expect(await times.until(new Date(NOON - 2 * HOUR), ROWS)).toStrictEqual([]);
  });

  it('is all that the role of the jobs sees, and it changes none of it', async () => {
    const client = new pg.Client({ connectionString: roleUrl(configuration, 'writ_jobs') });
    await client.connect();
    for (const statement of [
      'select agent from approvals_approvals',
      'select reason from exceptions_exceptions',
      `update approvals_approvals set state = 'used'`,
      'delete from exceptions_exceptions',
      'select 1 from ledger_events',
      'select 1 from agents_agents',
      'select 1 from writ_migrations',
      'create table bullmq.mine (id text)',
      'truncate bullmq.job',
      'drop table bullmq.job',
    ])
      expectThat(statement, await rejectionOf(client.query(statement))).toMatchObject({ code: '42501' });
    await client.end();
    const app = new pg.Client({ connectionString: roleUrl(configuration, 'writ_app') });
    await app.connect();
    expect(await rejectionOf(app.query('select 1 from bullmq.job'))).toMatchObject({ code: '42501' });
    await app.end();
  });
});
