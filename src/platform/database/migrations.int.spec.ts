import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
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
  before(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  after(async () => {
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
    assert.deepEqual(await run(one), { applied: ['0001-one'], already: 0 });
    assert.deepEqual(await run(one, two), { applied: ['0002-two'], already: 1 });
    assert.deepEqual(await run(one, two), { applied: [], already: 2 });
  });

  it('are refused when one was changed after it was applied, and then nothing is applied', async () => {
    const changed = step('0001-one', 'create table m_one (id bigint)');
    await assert.rejects(run(changed, step('0003-three', 'create table m_three (id int)')), (error) => {
      assert.ok(error instanceof MigrationError);
      return assert.match(error.message, /0001-one was changed after it was applied/) ?? true;
    });
    assert.equal(await tableExists('m_three'), false);
  });

  it('leave nothing behind when they fail half-way, and can be run again once corrected', async () => {
    const kept = [step('0001-one', 'create table m_one (id int)'), step('0002-two', 'alter table m_one add column note text')];
    const broken = step('0004-four', 'create table m_four (id int); insert into m_four values (1); select 1/0');
    await assert.rejects(run(...kept, broken, step('0005-five', 'create table m_five (id int)')), (error) => {
      assert.ok(error instanceof MigrationError && error.cause);
      return assert.match(error.message, /0004-four failed: division by zero/) ?? true;
    });
    assert.deepEqual(await names(), ['0001-one', '0002-two']);
    assert.equal(await tableExists('m_four'), false);
    assert.equal(await tableExists('m_five'), false);
    assert.deepEqual((await run(...kept, step('0004-four', 'create table m_four (id int)'))).applied, ['0004-four']);
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
    assert.ok(shipped.length > 5);
    assert.deepEqual(
      results.map(({ applied }) => applied).sort((a, b) => a.length - b.length),
      [[], [], shipped],
    );
    await fresh.drop();
  });

  it('shipped have names in order that never repeat', async () => {
    const shipped = (await shippedMigrations()).map(({ name }) => name);
    assert.deepEqual(shipped, [...new Set(shipped)].sort());
    for (const name of shipped) assert.match(name, /^\d{4}-[a-z0-9-]+$/);
  });

  it('let the application roles log in, and give them nothing to own', async () => {
    await run();
    const { rows } = await client.query(
      `select rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolcanlogin from pg_roles where rolname in ('writ_app', 'writ_ledger') order by 1`,
    );
    assert.deepEqual(
      rows,
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
    assert.equal(owned.rows[0].n, 0);
  });
});
