import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectThat } from '#libs/testing';
import type { Json, Projection } from '#libs/event-sourcing';
import { newEvent } from '#libs/event-sourcing/testing';
import { parseJson } from '#libs/exact-json';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { ProjectedPositions } from '../subscriptions/projected-positions.js';
import { startProjection } from '../subscriptions/subscriptions.js';
import {
  anyRowChange,
  execute,
  openSubscriptionFixture,
  talliesTable,
  thingsTable,
  type SubscriptionFixture,
} from '../testing/index.js';
import { RebuiltRows } from './rebuilt-rows.js';

const NOTHING = { text: 'select 1', values: [] };

describe('rows that are rebuilt', () => {
  let test: TestDatabase;
  let fixture: SubscriptionFixture;
  let projected: ProjectedPositions;
  beforeAll(async () => {
    test = await createTestDatabase();
    fixture = await openSubscriptionFixture(test.url);
    projected = new ProjectedPositions(fixture.pool);
  });
  afterAll(async () => {
    await fixture.close();
    await test.drop();
    await fixture.database.dropLogins();
  });

  const projection = (name: string): Projection => ({
    name,
    version: 1,
    tables: [thingsTable, talliesTable],
    when: { ThingHappened: ({ data }) => data.changes as never },
  });
  const put = (id: string, more: object = {}) => ({ op: 'put', table: 'things', row: { id, part: 0, ...more } });
  const append = (tenant: string, changes: readonly unknown[]) =>
    fixture.store.append({
      tenant,
      writes: [{ stream: 's/1', expect: 'any', events: changes.map((each) => newEvent({ data: { changes: [each as Json] } })) }],
    });
  /** Projected by a worker that met the events in several batches. */
  async function project(name: string, tenant: string, batches: readonly (readonly unknown[])[]): Promise<void> {
    const running = startProjection({ store: fixture.store, pool: fixture.pool }, projection(name));
    let last = 0;
    for (const batch of batches.filter(({ length }) => length > 0)) {
      await append(tenant, batch);
      last += batch.length;
      await projected.waitForPosition(name, tenant, last, 15_000);
    }
    await running.close();
  }
  const open = (name: string, tenant: string, passed: readonly number[] = []) =>
    RebuiltRows.open(
      { store: fixture.store, app: fixture.database.appUrl, passesOver: async (_, __, position) => passed.includes(position) },
      projection(name),
      tenant,
    );
  async function opened(name: string, tenant: string, passed: readonly number[] = []): Promise<RebuiltRows> {
    const rows = await open(name, tenant, passed);
    if (!rows) throw new Error('somebody else is at it');
    return rows;
  }

  it('are the live ones, whatever happened; what is damaged is told exactly, and mended', async () => {
    const batches = fc.array(fc.array(anyRowChange, { maxLength: 12 }), { minLength: 1, maxLength: 3 });
    const damages = fc.infiniteStream(fc.constantFrom('keep', 'keep', 'delete', 'change'));
    await fc.assert(
      fc.asyncProperty(batches, damages, fc.boolean(), async (happened, damage, hasExtra) => {
        const tenant = `t-${randomUUID()}`;
        const name = `any-${tenant}`;
        await project(name, tenant, [
          [put('first', { note: 'a' })],
          ...happened.map((each) => parseJson(JSON.stringify(each)) as Json[]),
        ]);
        const [before, tallies] = [await fixture.rows(tenant), await fixture.tallies(tenant)];
        const told = { missing: 0, extra: hasExtra ? 1 : 0, other: 0 };
        for (const { id, part } of before) {
          const [done] = damage.take(1);
          const of = [tenant, id, part];
          const where = 'where tenant = $1 and id = $2 and part = $3';
          if (done === 'delete') await execute(test.url, `delete from things ${where}`, of);
          if (done === 'change') await execute(test.url, `update things set note = coalesce(note, '') || 'x' ${where}`, of);
          if (done === 'delete') told.missing += 1;
          if (done === 'change') told.other += 1;
        }
        if (hasExtra) await execute(test.url, `insert into things (tenant, id, part) values ($1, 'ghost', 99)`, [tenant]);
        const rows = await opened(name, tenant);
        await rows.foldUp(async () => undefined);
        const found = await rows.compare();
        const wrong = told.missing + told.extra + told.other;
        expect([found.missing, found.extra, found.other, found.rows]).toStrictEqual([
          ...Object.values(told),
          before.length + tallies.length,
        ]);
        expect([found.live === found.rebuilt, found.examples.length]).toStrictEqual([wrong === 0, Math.min(wrong, 10)]);
        expect((await rows.swap(() => NOTHING)).written).toBe(wrong);
        const after = await rows.compare();
        await rows.close();
        expect([after.live, after.rebuilt]).toStrictEqual([found.rebuilt, found.rebuilt]);
        expect([await fixture.rows(tenant), await fixture.tallies(tenant)]).toStrictEqual([before, tallies]);
      }),
      { numRuns: 15 },
    );
  });

  it('come from one session at a time, which leaves nothing of itself', async () => {
    const [tenant, other] = [`t-${randomUUID()}`, `t-${randomUUID()}`];
    for (const each of [tenant, other]) await project('alone', each, [[put('a')]]);
    const first = await opened('alone', tenant);
    expect(await open('alone', tenant)).toBeUndefined();
    await (await opened('alone', other)).close();
    await first.close();
    const next = await opened('alone', tenant);
    expect((await next.compare()).missing).toBe(0);
    await next.close();
  });

  it('are not written when what is kept with them cannot be, or the session is cut', async () => {
    const tenant = `t-${randomUUID()}`;
    await project('kept', tenant, [[put('a'), put('b')]]);
    await execute(test.url, `delete from things where tenant = $1 and id = 'a'`, [tenant]);
    const left = async () => (await fixture.rows(tenant)).map(({ id }) => id);
    const rows = await opened('kept', tenant);
    await expect(rows.swap(() => ({ text: 'select 1 / 0', values: [] }))).rejects.toThrow(/division by zero/);
    expect(await left()).toStrictEqual(['b']);
    await expect(rows.swap(() => ({ text: `select pg_terminate_backend(pg_backend_pid())`, values: [] }))).rejects.toThrow(
      /terminat|closed/,
    );
    expectThat('everything is as it was', await left()).toStrictEqual(['b']);
    await rows.close();
    const again = await opened('kept', tenant);
    expect((await again.swap(() => NOTHING)).written).toBe(1);
    await again.close();
    expect(await left()).toStrictEqual(['a', 'b']);
  });

  it('stop at an event that cannot be applied, and are made without it where it was passed over', async () => {
    const tenant = `t-${randomUUID()}`;
    await project('strict', tenant, [[put('a')]]);
    await append(tenant, [put('b', { count: '9'.repeat(30) }), put('c')]);
    await execute(test.url, `update ledger_checkpoints set position = 3 where tenant = $1 and subscription = 'strict'`, [tenant]);
    const strict = await opened('strict', tenant);
    await expect(strict.compare()).rejects.toMatchObject({ name: 'UnappliableEventError', position: 2, type: 'ThingHappened' });
    await strict.close();
    const passing = await opened('strict', tenant, [2]);
    expect(await passing.compare()).toMatchObject({ position: 3, rows: 2, missing: 1, extra: 0, other: 0 });
    await passing.close();
  });

  it('are not those of another version of the projection', async () => {
    const tenant = `t-${randomUUID()}`;
    await project('versions', tenant, [[put('a')]]);
    await execute(test.url, `update ledger_checkpoints set version = 2 where tenant = $1 and subscription = 'versions'`, [
      tenant,
    ]);
    const rows = await opened('versions', tenant);
    await expect(rows.compare()).rejects.toMatchObject({ name: 'OtherRowsError' });
    await expect(rows.swap(() => NOTHING)).rejects.toMatchObject({ name: 'OtherRowsError' });
    await rows.close();
  });
});
