import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { z } from 'zod';
import { eventTypes, reaction, type Projection, type RecordedEvent, type RowChange } from '#libs/event-sourcing';
import { newEvents } from '#libs/event-sourcing/testing';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { ProjectedPositions } from './projected-positions.js';
import { startProjection, startSubscriptions, type RunningSubscriptions, type RunningSubscription } from './subscriptions.js';
import { createSubscriptionPool } from './tenant-transaction.js';
import { countingProjection, execute, openSubscriptionFixture, type SubscriptionFixture } from '../testing/index.js';

const WAIT_MS = 15_000;
const thingEvents = eventTypes({ ThingHappened: { schema: 1, says: 'Something happened.', data: z.object({}) } });

const LISTS =
  'many-0 many-1 many-2 throwing refused well two-b quick gone raised stays still going held far near older newly'.split(' ');
/** Each projection has a table of its own, which it empties when it begins. */
const createTable = (name: string) => `
create table "list-${name}" (tenant text not null, position integer not null, note bigint, primary key (tenant, position));
alter table "list-${name}" enable row level security;
create policy tenant_owns on "list-${name}" to writ_app using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on "list-${name}" to writ_app;`;

/** Makes one row for each event, of its own. */
const listing = (name: string, note: (position: number) => string | null = () => null): Projection => {
  const table = { name: `list-${name}`, key: ['position'], columns: { position: 'integer', note: 'bigint?' } } as const;
  const put = ({ position }: { position: number }): RowChange[] => [
    { op: 'put', table: table.name, row: { position, note: note(position) } },
  ];
  return { name, version: 1, tables: [table], when: { ThingHappened: put } };
};
/** Concerned by nothing that happens here. */
const idle = (name: string): Projection => ({ name, version: 1, tables: [], when: { NothingLikeIt: () => [] } });

describe('subscriptions that have caught up with a ledger', () => {
  let test: TestDatabase;
  let fixture: SubscriptionFixture;
  let projected: ProjectedPositions;
  let pool: ReturnType<typeof createSubscriptionPool>;
  beforeAll(async () => {
    test = await createTestDatabase();
    fixture = await openSubscriptionFixture(test.url);
    await execute(test.url, LISTS.map(createTable).join('\n'));
    pool = createSubscriptionPool(fixture.database.appUrl, 8);
    projected = new ProjectedPositions(fixture.pool);
  });
  afterAll(async () => {
    await pool.end();
    await fixture.close();
    await test.drop();
    await fixture.database.dropLogins();
  });
  const open: (RunningSubscriptions | RunningSubscription)[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });
  const deps = () => ({ store: fixture.store, pool, requestJob: () => assert.fail('there is no job') });
  const start = (...[projections, reactions = [], given = {}]: StartArguments) => {
    const running = startSubscriptions({ ...deps(), ...given }, projections, reactions);
    open.push(running);
    return running;
  };
  type StartArguments = [readonly Projection[], Parameters<typeof startSubscriptions>[2]?, object?];
  const append = async (tenant: string, count: number) => {
    const { events } = await fixture.store.append({
      tenant,
      writes: [{ stream: 's/1', expect: 'any', events: newEvents(count) }],
    });
    return events.at(-1)?.position ?? 0;
  };
  const reach = async (names: readonly string[], tenant: string, position: number) => {
    for (const name of names)
      expectThat(`${name} reached ${position}`, await projected.waitForPosition(name, tenant, position, WAIT_MS)).toBe(true);
  };
  const until = async (holds: () => boolean | Promise<boolean>) => {
    const deadline = performance.now() + WAIT_MS;
    while (!(await holds())) {
      expectThat('waited too long', performance.now()).toBeLessThan(deadline);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const parts = async (tenant: string, name: string) =>
    (
      await execute(test.url, `select array_agg(position order by position) as all from "list-${name}" where tenant = $1`, [
        tenant,
      ])
    ).rows[0].all as unknown;
  const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

  it('read what it grows by once and commit it once, however many they are', async () => {
    const tenant = `t-${randomUUID()}`;
    const names = Array.from({ length: 20 }, (_, i) => `many-${i}`);
    const when = { ThingHappened: (_: unknown, event: RecordedEvent) => ({ job: event.tenant, id: `${event.position}` }) };
    const reactions = [reaction(thingEvents, { name: 'never', when: {} }), reaction(thingEvents, { name: 'asks-along', when })];
    const all = [...names, 'never', 'asks-along'];
    const asked: number[] = [];
    let reads = 0;
    let transactions = 0;
    const store = new Proxy(fixture.store, {
      get: (of, name) => {
        if (name === 'readTypes') reads += 1;
        const member = Reflect.get(of, name) as unknown;
        return typeof member === 'function' ? (member.bind(of) as unknown) : member;
      },
    });
    pool.on('acquire', () => (transactions += 1));
    await append(tenant, 3);
    start(
      names.map((name, i) => (i < 3 ? listing(name) : idle(name))),
      reactions,
      { store, requestJob: (job: string, id: string) => job === tenant && asked.push(Number(id)) },
    );
    await reach(all, tenant, 3);
    // Where all of them are, then the rows and the other checkpoints.
    expectThat('transactions of a ledger that is new to them', transactions).toBeLessThanOrEqual(3);
    // All have caught up, and wrote so together, when a later event is in all of their checkpoints.
    await append(tenant, 1);
    await reach(all, tenant, 4);
    [reads, transactions] = [0, 0];
    const started = performance.now();
    await append(tenant, 1);
    await reach(all, tenant, 5);
    // Rows, then the checkpoints of those that nothing concerned; and each second the heads are compared.
    expectThat('transactions', transactions).toBeLessThanOrEqual(2);
    expectThat('reads', reads).toBeLessThanOrEqual(3 + Math.ceil((performance.now() - started) / 1_000));
    for (const name of names.slice(0, 3)) expect(await parts(tenant, name)).toStrictEqual(upTo(5));
    expectThat('jobs asked for', asked).toStrictEqual(upTo(5));
  });

  it('go on without the one that fails, by itself or in the database, which comes back when it can', async () => {
    const [tenant, other] = [`t-${randomUUID()}`, `t-${randomUUID()}`];
    let broken = true;
    const at = (position: number) => broken && position === 4;
    const throwing = listing('throwing', (position) => (at(position) ? assert.fail('cannot be told yet') : null));
    const refused = listing('refused', (position) => (at(position) ? '9'.repeat(30) : null));
    const well = listing('well');
    const names = ['throwing', 'refused', 'well'];
    const running = start([throwing, refused, well]);
    await append(tenant, 2);
    await append(other, 2);
    await reach(names, tenant, 2);
    await append(tenant, 3);
    await reach(['well'], tenant, 5);
    await reach(['throwing', 'refused'], tenant, 3);
    const failing = () => running.all.filter(({ failures }) => failures().length > 0).map(({ name }) => name);
    await until(() => failing().length === 2);
    expect(failing()).toStrictEqual(['throwing', 'refused']);
    const standing = `select subscription, position from ledger_stopped_subscriptions where tenant = '${tenant}' order by 1`;
    await until(async () => (await execute(test.url, standing)).rowCount === 2);
    await append(tenant, 1);
    await reach(['well'], tenant, 6);
    await append(other, 1);
    await reach(names, other, 3);
    expect(await parts(tenant, 'throwing')).toStrictEqual(upTo(3));
    broken = false;
    await reach(names, tenant, 6);
    await until(() => failing().length === 0);
    expect((await execute(test.url, standing)).rowCount).toBe(0);
    await reach(names, tenant, await append(tenant, 1));
    for (const name of names) expect(await parts(tenant, name)).toStrictEqual(upTo(7));
  });

  it('apply each event once although there are two workers and connections are cut', async () => {
    const tenant = `t-${randomUUID()}`;
    const names = ['a', 'b', 'c'].map((part) => `two-${part}`);
    const projections = [countingProjection({ name: 'two-a' }), listing('two-b'), idle('two-c')];
    start(projections);
    start(projections);
    let last = 0;
    for (let i = 0; i < 30; i += 1) {
      last = await append(tenant, 1 + (i % 3));
      if (i % 6 === 5)
        await execute(
          test.url,
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like 'writ_app_%'`,
        );
    }
    await reach(names, tenant, last);
    const [counted] = await fixture.rows(tenant);
    expect(counted?.count).toBe(last);
    expect(await parts(tenant, 'two-b')).toStrictEqual(upTo(last));
  });

  it('put a row that is there already although it was said to be new', async () => {
    const tenant = `t-${randomUUID()}`;
    const table = listing('newly');
    const put = ({ position }: RecordedEvent): RowChange[] => [
      { op: 'put', table: 'list-newly', row: { position, note: '7' }, isNew: true },
    ];
    start([{ ...table, when: { ThingHappened: put } }]);
    await reach(['newly'], tenant, await append(tenant, 2));
    await reach(['newly'], tenant, await append(tenant, 1));
    await execute(test.url, `insert into "list-newly" values ('${tenant}', 4, 1), ('${tenant}', 6, 1)`);
    await reach(['newly'], tenant, await append(tenant, 2));
    await reach(['newly'], tenant, await append(tenant, 2));
    expect(await parts(tenant, 'newly')).toStrictEqual(upTo(7));
    const notes = await execute(test.url, `select distinct note from "list-newly" where tenant = '${tenant}'`);
    expect(notes.rows).toStrictEqual([{ note: '7' }]);
  });

  it('do not wait for a reaction, which goes on alone while it is at work', async () => {
    const tenant = `t-${randomUUID()}`;
    let passes = (): void => undefined;
    const passed = new Promise<void>((resolve) => (passes = resolve));
    const waited: number[] = [];
    const failing = reaction(thingEvents, {
      name: 'slow',
      when: {
        ThingHappened: (_, { tenant: of, position }) => {
          if (of !== tenant) return undefined;
          waited.push(position);
          throw new Error('not yet');
        },
      },
    });
    const passesOver = async () => {
      await passed;
      return true;
    };
    start([listing('quick')], [failing], { passesOver });
    await append(tenant, 2);
    await until(() => waited.length > 0);
    await reach(['quick'], tenant, 2);
    await reach(['quick'], tenant, await append(tenant, 2));
    expectThat('where the reaction is', [...new Set(waited)]).toStrictEqual([1]);
    passes();
    await reach(['slow', 'quick'], tenant, 4);
    // Where it throws with the others it is met again alone.
    expect([...new Set(waited)]).toStrictEqual([1, 2, 3, 4]);
    expect(await parts(tenant, 'quick')).toStrictEqual(upTo(4));
  });

  it('leave one that is to stand still behind, whoever has its checkpoint, and take it along again', async () => {
    const tenant = `t-${randomUUID()}`;
    let isStill = false;
    const standsStill = async (of: string, name: string) => isStill && of === tenant && name === 'still';
    const running = start([listing('still'), listing('going')], [], { standsStill });
    await reach(['still', 'going'], tenant, await append(tenant, 2));
    isStill = true;
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query(`select set_config('writ.tenant', $1, true)`, [tenant]);
    await holder.query(`select 1 from ledger_checkpoints where subscription = 'still' and tenant = $1 for update`, [tenant]);
    await reach(['going'], tenant, await append(tenant, 2));
    await reach(['going'], tenant, await append(tenant, 2));
    await holder.query('rollback');
    holder.release();
    expect(await parts(tenant, 'still')).toStrictEqual(upTo(2));
    expectThat(
      'that is no failure',
      running.all.flatMap(({ failures }) => failures()),
    ).toStrictEqual([]);
    isStill = false;
    await reach(['still'], tenant, 6);
    await reach(['still', 'going'], tenant, await append(tenant, 1));
    for (const name of ['still', 'going']) expect(await parts(tenant, name)).toStrictEqual(upTo(7));
  });

  it('find where they are together, and wait for none that somebody holds or that has far to go', async () => {
    const tenant = `t-${randomUUID()}`;
    const names = ['held', 'far', 'near', 'older'];
    for (let i = 0; i < 3; i += 1) await append(tenant, 1_000);
    const at = `insert into ledger_checkpoints (subscription, tenant, version, position) values ('held', '${tenant}', 1, 2990), ('near', '${tenant}', 1, 2995), ('older', '${tenant}', 0, 2995), ('told', '${tenant}', 0, 2990)`;
    await execute(test.url, at);
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query(`select set_config('writ.tenant', $1, true)`, [tenant]);
    await holder.query(`select 1 from ledger_checkpoints where subscription in ('held', 'told') and tenant = $1 for update`, [
      tenant,
    ]);
    const idleReaction = { name: 'told', when: { NothingLikeIt: () => undefined } };
    const running = start(
      names.map((name) => listing(name)),
      [idleReaction],
    );
    await reach(['far', 'near'], tenant, 3_000);
    await reach(['far', 'near'], tenant, await append(tenant, 1));
    await holder.query('rollback');
    holder.release();
    await reach([...names, 'told'], tenant, 3_001);
    expect(running.all.flatMap(({ failures }) => failures())).toStrictEqual([]);
    const rows = async (name: string) => ((await parts(tenant, name)) as unknown[]).length;
    expect(await Promise.all(names.map(rows))).toStrictEqual([11, 3_001, 6, 3_001]);
  });

  it('lose one whose checkpoint is gone or of another version, until it has found where it is', async () => {
    const tenant = `t-${randomUUID()}`;
    const names = ['gone', 'raised', 'stays', 'still', 'going'];
    const running = start(names.map((name) => listing(name)));
    await append(tenant, 2);
    await reach(names, tenant, 2);
    await execute(test.url, `delete from ledger_checkpoints where subscription = 'gone' and tenant = '${tenant}'`);
    const newer = startProjection(deps(), { ...listing('raised'), version: 2 });
    open.push(newer);
    const raised = `select 1 from ledger_checkpoints where subscription = 'raised' and tenant = '${tenant}' and version = 2`;
    await until(async () => (await execute(test.url, raised)).rowCount === 1);
    const last = await append(tenant, 2);
    await reach(names, tenant, last);
    await until(() => running.all[1]?.failures().some(({ error }) => /already at version 2/.test(error.message)) ?? false);
    for (const name of ['gone', 'stays']) expect(await parts(tenant, name)).toStrictEqual(upTo(last));
  });
});
