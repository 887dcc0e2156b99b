import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { newEvents } from '#libs/event-sourcing/testing';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { createSubscriptionPool } from '../subscriptions/tenant-transaction.js';
import { execute, openSubscriptionFixture, type SubscriptionFixture } from '../testing/index.js';
import { TenantReads } from './tenant-reads.js';

const EVENTS = { name: 'test-events', text: 'select tenant, $1::int as n from ledger_events where position = 1' };

describe('reads of one tenant', () => {
  const [one, two] = [`t-${randomUUID()}`, `t-${randomUUID()}`];
  let test: TestDatabase;
  let fixture: SubscriptionFixture;
  let pool: ReturnType<typeof createSubscriptionPool>;
  let reads: TenantReads;
  let transactions = 0;
  beforeAll(async () => {
    test = await createTestDatabase();
    fixture = await openSubscriptionFixture(test.url);
    pool = createSubscriptionPool(fixture.database.appUrl, 2);
    pool.on('acquire', () => (transactions += 1));
    reads = new TenantReads(pool);
    for (const tenant of [one, two])
      await fixture.store.append({ tenant, writes: [{ stream: 's/1', expect: 'any', events: newEvents(1) }] });
  });
  afterAll(async () => {
    await pool.end();
    await fixture.close();
    await test.drop();
    await fixture.database.dropLogins();
  });
  const events = (tenant: string, n: number) => reads.shortRows(tenant, { ...EVENTS, values: [n] });

  it('share a transaction when they are asked for at once, with nobody else', async () => {
    transactions = 0;
    const asked = Array.from({ length: 40 }, (_, n) => [n % 2 === 0 ? one : two, n] as const);
    const answers = await Promise.all(asked.map(([tenant, n]) => events(tenant, n)));
    expect(answers).toStrictEqual(asked.map(([tenant, n]) => [{ tenant, n }]));
    expectThat('twenty of each, sixteen together', transactions).toBe(4);
    expect(await events(one, 1)).toStrictEqual([{ tenant: one, n: 1 }]);
    expect(transactions).toBe(5);
  });

  it('fail alone', async () => {
    const failing = { name: 'test-failing', text: 'select 1 / $1::int as n', values: [0] };
    // On a connection that has prepared nothing yet, and on one that has.
    const fresh = createSubscriptionPool(fixture.database.appUrl, 1);
    for (const on of [new TenantReads(fresh), reads]) {
      const ask = (n: number) => on.shortRows(one, { ...EVENTS, values: [n] });
      const sent = await Promise.allSettled([on.shortRows(one, failing), ask(1), ask(2), on.shortRows(one, failing), ask(3)]);
      expect(sent.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message))).toStrictEqual([
        'division by zero',
        [{ tenant: one, n: 1 }],
        [{ tenant: one, n: 2 }],
        'division by zero',
        [{ tenant: one, n: 3 }],
      ]);
    }
    await fresh.end();
    await expect(reads.rows(one, failing)).rejects.toThrow('division by zero');
  });

  it('fail together when no connection can be made, each with the reason', async () => {
    const nowhere = new URL(fixture.database.appUrl);
    nowhere.port = '1';
    const away = createSubscriptionPool(nowhere.href, 1);
    const on = new TenantReads(away);
    const sent = await Promise.allSettled([1, 2].map((n) => on.shortRows(one, { ...EVENTS, values: [n] })));
    for (const each of sent) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'ECONNREFUSED' } });
    await away.end();
  });

  it('fail together when there is no connection any more, and work again afterwards', async () => {
    const cut = () =>
      execute(
        fixture.database.ownerUrl,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like 'writ_app_%'`,
      );
    const sleep = { name: 'test-sleep', text: 'select pg_sleep($1)', values: [30] };
    const sent = Promise.allSettled([reads.shortRows(one, sleep), events(one, 1)]);
    const sleeping = `select 1 from pg_stat_activity where wait_event = 'PgSleep'`;
    while ((await execute(test.url, sleeping)).rowCount === 0);
    await cut();
    expect((await sent).map(({ status }) => status)).toStrictEqual(['rejected', 'rejected']);
    expect(await events(one, 3)).toStrictEqual([{ tenant: one, n: 3 }]);
  });
});
