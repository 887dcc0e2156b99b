import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ConfigurationError, loadConfiguration, type Configuration } from '#platform/config/configuration';
import { SigningKeys } from '#platform/auth/signing-keys';
import { TEST_SECRET } from '#test/support/running-writ';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { migrate, MigrationError } from './migrations.js';
import { roleUrl } from './role-urls.js';
import { checkDatabase } from './start-check.js';
import { TenantDatabase } from './tenant-database.js';

const ours = Buffer.from(TEST_SECRET, 'hex');
const another = randomBytes(32);

describe('a database that is started on', () => {
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url, ours);
    env = { NODE_ENV: 'test', DATABASE_URL: database.url, WRIT_SECRET: TEST_SECRET };
  });
  afterAll(() => database.drop());

  const configured = (change: Readonly<Record<string, string>> = {}): Configuration => loadConfiguration({ ...env, ...change });
  async function reason(change: Readonly<Record<string, string>>): Promise<string> {
    try {
      await checkDatabase(configured(change), 0);
    } catch (error) {
      assert(error instanceof ConfigurationError, String(error));
      return error.message;
    }
    return 'serves';
  }
  async function execute(text: string, url = database.url): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  }
  const ourRoles = (): Record<string, string> => ({
    WRIT_APP_DATABASE_URL: roleUrl(configured(), 'writ_app'),
    WRIT_LEDGER_DATABASE_URL: roleUrl(configured(), 'writ_ledger'),
  });

  it('serves the key it was set up with', async () => {
    expect(await reason({})).toBe('serves');
    expect(await reason(ourRoles())).toBe('serves');
  });

  it('refuses another key, whether or not the roles let it in, and says so', async () => {
    const secret = { WRIT_SECRET: another.toString('hex') };
    expect(await reason(secret)).toMatch(/^WRIT_SECRET: the database refuses writ_app/);
    expect(await reason({ ...secret, ...ourRoles() })).toMatch(/^WRIT_SECRET: not the one this database was set up with/);
  });

  it('is not migrated with another key, whose passwords the roles would get', async () => {
    await expect(migrate(database.url, another)).rejects.toThrow(MigrationError);
    expect(await reason({})).toBe('serves');
  });

  it('is known by its signing keys when it is from before there were marks', async () => {
    const tenants = new TenantDatabase(roleUrl(configured(), 'writ_app'), 2);
    await new SigningKeys(tenants, configured()).rotate();
    await tenants.close();
    await execute('drop table writ_deployment');
    expect(await reason({})).toMatch(/not up to date: \d+ migrations are missing/);
    await expect(migrate(database.url, another)).rejects.toThrow(/WRIT_SECRET: not the one/);
    await migrate(database.url, ours);
    expect(await reason({})).toBe('serves');
  });

  it('is refused when it is away, is none, lets nobody in, or was never or not wholly migrated', async () => {
    const port = await unusedPort();
    expect(await reason({ DATABASE_URL: `postgres://x:hunter2@127.0.0.1:${port}/writ` })).toMatch(
      /^DATABASE_URL: .*reached \(ECONNREFUSED\)$/,
    );
    const nowhere = new URL(database.url);
    nowhere.pathname = '/nowhere';
    expect(await reason({ DATABASE_URL: nowhere.href })).toMatch(/^DATABASE_URL: there is no such database/);
    const wrong = { WRIT_APP_DATABASE_URL: roleUrl(configured(), 'writ_app').replace(/:[^:@]+@/, ':hunter2@') };
    expect(await reason(wrong)).toBe('WRIT_APP_DATABASE_URL: the database refuses this user or password');
    const empty = await createTestDatabase();
    expect(await reason({ DATABASE_URL: empty.url })).toMatch(/not up to date: \d+ migrations are missing/);
    expect(await reason({ DATABASE_URL: empty.url, WRIT_SECRET: another.toString('hex') })).toMatch(
      /not up to date: \d+ migrations/,
    );
    await migrate(empty.url, ours, [{ name: '0000-nothing', sql: 'select 1' }]);
    expect(await reason({ DATABASE_URL: empty.url })).toMatch(/not up to date/);
    await empty.drop();
  });

  it('is refused when a newer version migrated it', async () => {
    await execute(`insert into writ_migrations (name, checksum) values ('9998-later', 'x'), ('9999-last', 'y')`);
    expect(await reason({})).toMatch(/^the database is newer than this version: it has 2 migrations/);
    await execute(`delete from writ_migrations where name like '999%'`);
    expect(await reason({})).toBe('serves');
  });

  it('is waited for while it is away', async () => {
    const port = await unusedPort();
    const url = new URL(database.url);
    const checked = checkDatabase(configured({ DATABASE_URL: `${url.href.replace(`:${url.port}/`, `:${port}/`)}` }), 20_000);
    const forward = createServer((socket) => {
      const onward = connect(Number(url.port), url.hostname);
      socket.pipe(onward).pipe(socket);
      for (const end of [socket, onward]) end.on('error', () => undefined);
    });
    forward.listen(port, '127.0.0.1');
    await checked.finally(() => forward.close());
  });

  for (const name of ['api', 'worker'])
    it(`ends the ${name} that is started with another key, before it serves`, async () => {
      const main = fileURLToPath(new URL(`../../apps/${name}/main.js`, import.meta.url));
      const child = { ...process.env, ...env, ...ourRoles(), WRIT_SECRET: another.toString('hex'), WRIT_PORT: '0' };
      const ended = await new Promise<{ code: unknown; told: string }>((resolve) =>
        execFile(process.execPath, [main], { env: child }, (error, stdout, stderr) =>
          resolve({ code: error?.code, told: stdout + stderr }),
        ),
      );
      expect(ended.code).toBe(1);
      expect(ended.told).toMatch(/^writ: WRIT_SECRET: not the one this database was set up with/);
      expect(ended.told).not.toMatch(/serving|following/);
    });
});

/** A port that was free a moment ago. */
async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
