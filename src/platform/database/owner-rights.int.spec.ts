import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { createPostgresEventStore } from '#libs/event-store-postgres';
import { LedgerDamagedError } from '#libs/event-sourcing';
import { assertLedgerIsSound, newEvents } from '#libs/event-sourcing/testing';
import { TEST_SECRET } from '#test/support/running-writ';
import { tamper } from '#test/support/tampering';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { migrate } from './migrations.js';
import { rolePassword, type RoleName } from './role-urls.js';

/** As on a managed PostgreSQL: row-level security binds an owner that is no superuser, once it is forced. */
describe('a database whose owner is no superuser', () => {
  const key = Buffer.from(TEST_SECRET, 'hex');
  const owner = `owner_${randomBytes(6).toString('hex')}`;
  let database: TestDatabase;
  let ownerUrl: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    const name = new URL(database.url).pathname.slice(1);
    await tamper(database.url, `create role ${owner} login createrole password '${owner}'`);
    await tamper(database.url, `alter database ${name} owner to ${owner}`);
    ownerUrl = urlOf(owner, owner);
    await migrate(ownerUrl, key);
  });
  afterAll(async () => {
    await database.drop();
    const server = new URL(database.url);
    server.pathname = '/postgres';
    await tamper(server.href, `drop owned by ${owner}; drop role ${owner}`);
  });

  function urlOf(user: string, password: string): string {
    const url = new URL(database.url);
    [url.username, url.password] = [user, password];
    return url.href;
  }
  const roleUrl = (role: RoleName) => urlOf(role, rolePassword(key, role));

  it('appends and reads by its roles, and shows nothing to whoever connects as the owner itself', async () => {
    const store = createPostgresEventStore({ ledger: roleUrl('writ_ledger'), app: roleUrl('writ_app') });
    const write = () => store.append({ tenant: 'acme', writes: [{ stream: 's/1', expect: 'any', events: newEvents(3) }] });
    const asOwner = new pg.Client({ connectionString: ownerUrl });
    await asOwner.connect();
    try {
      await write();
      await write();
      expect(await assertLedgerIsSound(store, 'acme')).toHaveLength(6);
      for (const table of ['ledger_events', 'ledger_heads'])
        expectThat(table, (await asOwner.query(`select * from ${table}`)).rowCount).toBe(0);
      expect((await asOwner.query(`update ledger_heads set position = 0`)).rowCount).toBe(0);
      await expect(asOwner.query(`insert into ledger_heads values ('acme2', 1, sha256('x'), now())`)).rejects.toThrow(
        /row-level security/,
      );
      await tamper(database.url, `update ledger_heads set chain = sha256('x') where tenant = 'acme'`);
      await expect(write()).rejects.toThrow(LedgerDamagedError);
    } finally {
      await asOwner.end();
      await store.close();
    }
  });
});
