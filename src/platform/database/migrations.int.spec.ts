import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat, rejectionOf } from '#libs/testing';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { TEST_SECRET } from '#test/support/running-writ';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { migrate, MigrationError, shippedMigrations, type Migration } from './migrations.js';

const key = Buffer.from(TEST_SECRET, 'hex');

describe('migrations', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  const step = (name: string, sql: string): Migration => ({ name, sql });
  const run = (...steps: Migration[]) => migrate(database.url, key, steps);
  const names = async () =>
    (await client.query<{ name: string }>('select name from writ_migrations order by name')).rows.map(({ name }) => name);
  const tableExists = async (table: string) =>
    (await client.query('select to_regclass($1) as found', [table])).rows[0].found !== null;

  it('are applied in order, once', async () => {
    const [one, two] = [
      step('0001-one', 'create table m_one (id int)'),
      step('0002-two', 'alter table m_one add column note text'),
    ];
    expect(await run(one)).toStrictEqual({ applied: ['0001-one'], already: 0 });
    expect(await run(one, two)).toStrictEqual({ applied: ['0002-two'], already: 1 });
    expect(await run(one, two)).toStrictEqual({ applied: [], already: 2 });
  });

  it('are refused when one was changed after it was applied, and then nothing is applied', async () => {
    const changed = step('0001-one', 'create table m_one (id bigint)');
    const error = await rejectionOf(run(changed, step('0003-three', 'create table m_three (id int)')));
    assert(error instanceof MigrationError);
    expect(error.message).toMatch(/0001-one was changed after it was applied/);
    expect(await tableExists('m_three')).toBe(false);
  });

  it('are refused by a database that cannot hold any text', async () => {
    const name = `ascii_${process.pid}`;
    await client.query(`create database ${name} encoding 'SQL_ASCII' locale 'C' locale_provider libc template template0`);
    try {
      const url = new URL(database.url);
      url.pathname = `/${name}`;
      const error = await rejectionOf(migrate(url.href, key, []));
      assert(error instanceof MigrationError);
      expect(error.message).toMatch(/encoding is SQL_ASCII/);
    } finally {
      await client.query(`drop database ${name}`);
    }
  });

  it('leave nothing behind when they fail half-way, and can be run again once corrected', async () => {
    const kept = [step('0001-one', 'create table m_one (id int)'), step('0002-two', 'alter table m_one add column note text')];
    const broken = step('0004-four', 'create table m_four (id int); insert into m_four values (1); select 1/0');
    const error = await rejectionOf(run(...kept, broken, step('0005-five', 'create table m_five (id int)')));
    assert(error instanceof MigrationError && error.cause);
    expect(error.message).toMatch(/0004-four failed: division by zero/);
    expect(await names()).toStrictEqual(['0001-one', '0002-two']);
    expect(await tableExists('m_four')).toBe(false);
    expect(await tableExists('m_five')).toBe(false);
    expect((await run(...kept, step('0004-four', 'create table m_four (id int)'))).applied).toStrictEqual(['0004-four']);
  });

  it('are applied once when several processes start at the same moment', async () => {
    const fresh = await createTestDatabase();
    const module = new URL('./migrations.js', import.meta.url).href;
    const code = `const { migrate } = await import(${JSON.stringify(module)});
      console.log(JSON.stringify(await migrate(process.env.URL_OF_DATABASE, Buffer.from(process.env.KEY, 'hex'))))`;
    const start = async () => {
      const env = { ...process.env, URL_OF_DATABASE: fresh.url, KEY: TEST_SECRET };
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env });
      return JSON.parse(stdout) as { applied: string[]; already: number };
    };
    const results = await Promise.all([start(), start(), start()]);
    const shipped = (await shippedMigrations()).map(({ name }) => name);
    expect(shipped.length).toBeGreaterThan(5);
    expect(results.map(({ applied }) => applied).sort((a, b) => a.length - b.length)).toStrictEqual([[], [], shipped]);
    await fresh.drop();
  });

  it('shipped have names in order that never repeat', async () => {
    const shipped = (await shippedMigrations()).map(({ name }) => name);
    expect(shipped).toStrictEqual([...new Set(shipped)].sort());
    for (const name of shipped) expect(name).toMatch(/^\d{4}-[a-z0-9-]+$/);
  });

  it('are followed by a look at what the roles may do, as a restore can lose that', async () => {
    const restored = await createTestDatabase('migrated');
    const superuser = new pg.Client({ connectionString: restored.url });
    await superuser.connect();
    const refusal = async (): Promise<string> => ((await rejectionOf(migrate(restored.url, key))) as Error).message;
    try {
      expect((await migrate(restored.url, key)).applied).toStrictEqual([]);
      const { rows } = await superuser.query<{ says: string; lose: string; back: string }>(
        `select policyname || ' on ' || tablename as says, format('drop policy %I on %I', policyname, tablename) as lose,
          format('create policy %I on %I as %s for %s to %s', policyname, tablename, permissive, cmd, array_to_string(roles, ', '))
            || coalesce(' using (' || qual || ')', '') || coalesce(' with check (' || with_check || ')', '') as back
          from pg_policies where schemaname = 'public'`,
      );
      expect(rows.length).toBeGreaterThan(20);
      for (const { says, lose, back } of rows) {
        await superuser.query(lose);
        expectThat(says, await refusal()).toMatch(
          new RegExp(`lacks rights that migrations gave: policy ${says}\\. It was restored`),
        );
        await superuser.query(back);
      }
      for (const [lose, back, says] of [
        ['revoke all on agents_agents from writ_app', 'grant select on agents_agents to writ_app', 'writ_app on agents_agents'],
        [
          'revoke all on ledger_events from writ_ledger',
          'grant select on ledger_events to writ_ledger',
          'writ_ledger on ledger_events',
        ],
        [
          'revoke all on notifications_plans from writ_jobs',
          'grant select on notifications_plans to writ_jobs',
          'writ_jobs on notifications_plans',
        ],
        [
          'revoke execute on function ledger_append from writ_ledger',
          'grant execute on function ledger_append to writ_ledger',
          'writ_ledger on ledger_append',
        ],
      ] as const) {
        await superuser.query(lose);
        expect(await refusal()).toContain(`gave: ${says}. It was restored`);
        await superuser.query(back);
      }
      await superuser.query('revoke all on all tables in schema public from writ_app, writ_ledger, writ_jobs');
      expect(await refusal()).toMatch(
        /gave: .*, .*, \S+ on \S+ and \d+ more\. It was restored on a server where a role .*back-up\.md/,
      );
    } finally {
      await superuser.end();
      await restored.drop();
    }
  });

  it('let the application roles log in, and give them nothing to own', async () => {
    await run();
    const { rows } = await client.query(
      `select rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolcanlogin from pg_roles where rolname in ('writ_app', 'writ_ledger') order by 1`,
    );
    expect(rows).toStrictEqual(
      ['writ_app', 'writ_ledger'].map((rolname) => ({
        rolname,
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolbypassrls: false,
        rolcanlogin: true,
      })),
    );
    const owned = await client.query(
      `select count(*)::int as n from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('writ_app', 'writ_ledger')`,
    );
    expect(owned.rows[0].n).toBe(0);
  });
});
