import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson } from '#libs/evidence';
import { newEvents } from '#libs/event-sourcing/testing';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { createPostgresTenantReads } from '../postgres-event-store.js';
import { createSubscriptionPool } from '../subscriptions/tenant-transaction.js';
import { openSubscriptionFixture, type SubscriptionFixture } from '../testing/index.js';
import { TenantReads } from './tenant-reads.js';

const ALL = { from: 1, to: Infinity, limit: 1_000 };

describe('texts of events that are copied out', () => {
  const [tenant, other] = [`it's-${randomUUID()}`, `t-${randomUUID()}`];
  let test: TestDatabase;
  let fixture: SubscriptionFixture;
  let reads: ReturnType<typeof createPostgresTenantReads>;
  beforeAll(async () => {
    test = await createTestDatabase();
    fixture = await openSubscriptionFixture(test.url);
    reads = createPostgresTenantReads(fixture.database.appUrl);
    const odd = ['', 'a\nb\t\\.', '😀 ü \u0001', 'x'.repeat(300_000)].map((text) => ({ text }));
    const events = odd.flatMap((data, n) => newEvents(2).map((event) => ({ ...event, type: `Kind${n % 2}`, data })));
    for (const each of [tenant, other])
      await fixture.store.append({ tenant: each, writes: [{ stream: 's/1', expect: 'any', events }] });
  });
  afterAll(async () => {
    await reads.close();
    await fixture.close();
    await test.drop();
    await fixture.database.dropLogins();
  });

  it('are those of the ledger, of the types, positions and number that were asked for, and of the tenant alone', async () => {
    const ledger = await reads.readLedger(tenant, 1, 100);
    expect(ledger).toHaveLength(8);
    const texts = ledger.map(({ position, id, schema, type, data }) => ({
      position,
      id,
      schema,
      type,
      data: canonicalJson(data),
    }));
    expect(await reads.readTexts(tenant, ALL, ['Kind0', 'Kind1'])).toStrictEqual(texts);
    expect(await reads.readTexts(tenant, { ...ALL, from: 2, to: 6 }, ['Kind0', "it's"])).toStrictEqual([
      texts[1],
      texts[4],
      texts[5],
    ]);
    expect(await reads.readTexts(tenant, { from: 3, to: 8, limit: 2 }, ['Kind1'])).toStrictEqual(texts.slice(2, 4));
    expect(await reads.readTexts(tenant, ALL, ['Kind2'])).toStrictEqual([]);
    expect(await reads.readTexts(tenant, ALL, [])).toStrictEqual([]);
    expect(await reads.readTexts("nobody'; --", ALL, ['Kind0'])).toStrictEqual([]);
  });

  it('are not there when the statement fails or is about somebody else, and the connection is good for the next one', async () => {
    const pool = createSubscriptionPool(fixture.database.appUrl, 1);
    const tenants = new TenantReads(pool);
    const failing = tenants.copied(tenant, 'select 1 / 0, id::text, schema, type, data from ledger_events');
    await expect(failing).rejects.toThrow('division by zero');
    const statement = `select position, id::text, schema, type, data from ledger_events where tenant = '${other}'`;
    expect(await tenants.copied(tenant, statement)).toStrictEqual([]);
    expect(await tenants.copied(other, statement)).toHaveLength(8);
    await pool.end();
  });
});
