import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parseJson } from '#libs/exact-json';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { z } from 'zod';
import {
  decider,
  eventTypes,
  LedgerUnavailableError,
  reaction,
  sending,
  type EventsOf,
  type Json,
  type Projection,
} from '#libs/event-sourcing';
import { newEvent, newEvents, projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { holdLedger } from '#test/support/held-ledger';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { ProjectedPositions } from './projected-positions.js';
import * as subscriptions from './subscriptions.js';
import {
  anyRowChange,
  countingProjection,
  execute,
  openSubscriptionFixture,
  talliesTable,
  thingsTable,
  type SubscriptionFixture,
} from '../testing/index.js';

const WAIT_MS = 15_000;

const thingEvents = eventTypes({ ThingHappened: { schema: 1, says: 'Something happened.', data: z.object({}) } });
const tallyEvents = eventTypes({
  ThingTallied: { schema: 1, says: 'One more.', data: z.object({ at: z.number() }) },
});
type TallyThing = { readonly type: 'TallyThing'; readonly at: number };

/** Counts whatever it is told to, as often as it is told to. */
const tally = {
  catalogue: tallyEvents,
  decider: decider<TallyThing, EventsOf<typeof tallyEvents>, number, never>({
    initial: 0,
    decide: { TallyThing: ({ at }) => [{ type: 'ThingTallied', at }] },
    evolve: { ThingTallied: (count) => count + 1 },
  }),
};

const tallying = (name: string, of: string) =>
  reaction(thingEvents, {
    name,
    when: {
      ThingHappened: (_, { tenant, position }) =>
        tenant === of ? sending(tally, { tenant, stream: 'tally/all' }, { type: 'TallyThing', at: position }) : undefined,
    },
  });

describe('subscriptions on PostgreSQL', () => {
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
  const open: subscriptions.RunningSubscription[] = [];
  const releases: (() => Promise<void>)[] = [];
  // What a failed case leaves running would write into the tables of the next ones.
  afterEach(async () => {
    for (const release of releases.splice(0)) await release();
    await Promise.all(open.splice(0).map((each) => each.close()));
  });
  const started = (subscription: subscriptions.RunningSubscription) => {
    open.push(subscription);
    return subscription;
  };
  const startProjection = (...given: Parameters<typeof subscriptions.startProjection>) =>
    started(subscriptions.startProjection(...given));
  const startReaction = (...given: Parameters<typeof subscriptions.startReaction>) =>
    started(subscriptions.startReaction(...given));
  const deps = () => ({ store: fixture.store, pool: fixture.pool });
  const reacting = () => ({ ...deps(), requestJob: () => assert.fail('there is no job') });
  /** The store, whose appends fail when they are told to. */
  const failing = (fails: () => boolean): typeof fixture.store =>
    new Proxy(fixture.store, {
      get: (store, name) => {
        if (name === 'append' && fails()) return () => Promise.reject(new LedgerUnavailableError('not now'));
        const member = Reflect.get(store, name) as unknown;
        return typeof member === 'function' ? (member.bind(store) as unknown) : member;
      },
    });
  const fill = async (tenant: string, streams: number, each: number) => {
    const append = (stream: string) =>
      fixture.store.append({ tenant, writes: [{ stream, expect: 'any', events: newEvents(1) }] });
    let last = 0;
    for (let i = 0; i < each; i += 1) {
      const receipts = await Promise.all(Array.from({ length: streams }, (_, n) => append(`s/${n}`)));
      last = Math.max(last, ...receipts.flatMap(({ events }) => events.map(({ position }) => position)));
    }
    return last;
  };
  const counts = async (tenant: string) => (await fixture.rows(tenant)).map(({ count }) => count);
  const reaches = async (name: string, tenant: string, position: number) =>
    expectThat(`${name} did not reach ${position}`, await projected.waitForPosition(name, tenant, position, WAIT_MS)).toBe(true);
  /** Resolves when `holds` does, looking again whenever the store says that something grew or some time has passed. */
  const until = async (holds: () => boolean | Promise<boolean>) => {
    const deadline = performance.now() + WAIT_MS;
    while (!(await holds())) {
      expectThat('waited too long', performance.now()).toBeLessThan(deadline);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  it('applies what was there before and what comes, of every tenant, and tells when', async () => {
    const [one, two] = [`t-${randomUUID()}`, `t-${randomUUID()}`];
    await fill(one, 3, 5);
    const running = startProjection(deps(), countingProjection({ name: 'follow' }));
    await reaches('follow', one, 15);
    await fill(one, 3, 5);
    await fill(two, 2, 4);
    await reaches('follow', one, 30);
    await reaches('follow', two, 8);
    expect(await counts(one)).toStrictEqual([10, 10, 10]);
    expect(await counts(two)).toStrictEqual([4, 4]);
    await until(async () => (await running.lag()) === 0);
    expectThat('a position that is not there is not reached', await projected.waitForPosition('follow', one, 31, 30)).toBe(false);
    await running.close();
  });

  it('applies each event once although two workers run and their connections are cut', async () => {
    const tenant = `t-${randomUUID()}`;
    const projection = countingProjection({ name: 'twice' });
    const workers = [startProjection(deps(), projection), startProjection(deps(), projection)];
    const cut = () =>
      execute(
        fixture.database.ownerUrl,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like 'writ_app_%'`,
      );
    const filled = fill(tenant, 8, 40);
    for (let i = 0; i < 6; i += 1) await cut();
    const position = await filled;
    await cut();
    await reaches('twice', tenant, position);
    await Promise.all(workers.map((worker) => worker.close()));
    expect(await counts(tenant)).toStrictEqual(Array.from({ length: 8 }, () => 40));
  });

  it('rebuilds a tenant from its first event when the version is raised, and refuses to go back', async () => {
    const tenant = `t-${randomUUID()}`;
    const position = await fill(tenant, 2, 6);
    const first = startProjection(deps(), countingProjection({ name: 'versions' }));
    await reaches('versions', tenant, position);
    await first.close();
    const second = startProjection(
      deps(),
      countingProjection({
        name: 'versions',
        version: 2,
        when: { ThingHappened: ({ position: part }) => [{ op: 'put', table: 'things', row: { id: 'new', part } }] },
      }),
    );
    await until(async () => (await fixture.rows(tenant)).length === position);
    expect((await fixture.rows(tenant)).every(({ id }) => id === 'new')).toBe(true);
    await second.close();
    const older = startProjection(deps(), countingProjection({ name: 'versions' }));
    await until(() =>
      older.failures().some((failure) => failure.tenant === tenant && /already at version 2/.test(failure.error.message)),
    );
    await older.close();
    expect(await fixture.rows(tenant)).toHaveLength(position);
  });

  it('stops a tenant before an event that fails, says so, lets others go on, and resumes when it can', async () => {
    const [bad, good] = [`t-${randomUUID()}`, `t-${randomUUID()}`];
    let broken = true;
    const onEvent = (event: { tenant: string; position: number }) => {
      if (broken && event.tenant === bad && event.position === 7) throw new Error('cannot be told yet');
    };
    await fill(bad, 2, 5);
    const running = startProjection(deps(), countingProjection({ name: 'failing', onEvent }));
    await fill(good, 2, 5);
    await reaches('failing', good, 10);
    await reaches('failing', bad, 6);
    await until(() => running.failures().some(({ tenant, attempts }) => tenant === bad && attempts > 1));
    expect(running.failures().filter(({ tenant }) => tenant !== bad)).toStrictEqual([]);
    expect(await running.lag()).toBeGreaterThanOrEqual(4);
    broken = false;
    await reaches('failing', bad, 10);
    await until(() => running.failures().length === 0);
    await running.close();
    expect(await counts(bad)).toStrictEqual([5, 5]);
  });

  it('reacts to every event in order, again after a failure, and not again after a restart', async () => {
    const tenant = `t-${randomUUID()}`;
    let appends = 0;
    // The third append fails, and so does its first repetition.
    const store = failing(() => [3, 4].includes((appends += 1)));
    await fixture.store.append({
      tenant,
      writes: [{ stream: 's/1', expect: 'any', events: [newEvent({ type: 'OtherHappened' }), ...newEvents(5)] }],
    });
    const seen = async () => (await fixture.store.readStream(tenant, 'tally/all')).map(({ data }) => data['at']);
    const running = startReaction({ ...reacting(), store }, tallying('react', tenant));
    await reaches('react', tenant, 6);
    await running.close();
    expect(await seen()).toStrictEqual([2, 3, 4, 5, 6]);
    expectThat('five and two that failed', appends).toBe(7);
    const standing = `select 1 from ledger_stopped_subscriptions where subscription = 'react'`;
    expectThat('a store that is away is no fault of an event', (await execute(test.url, standing)).rowCount).toBe(0);
    const again = startReaction(reacting(), tallying('react', tenant));
    const receipt = await fixture.store.append({ tenant, writes: [{ stream: 's/1', expect: 'any', events: newEvents(1) }] });
    await reaches('react', tenant, receipt.events[0]?.position ?? 0);
    await again.close();
    expect(await seen()).toStrictEqual([2, 3, 4, 5, 6, receipt.events[0]?.position]);
  });

  it('reacts once, with two workers, and again after dying between append and checkpoint', async () => {
    const tenant = `t-${randomUUID()}`;
    const last = await fill(tenant, 3, 20);
    const both = [1, 2].map(() => startReaction(reacting(), tallying('once', tenant)));
    await reaches('once', tenant, last);
    await Promise.all(both.map((running) => running.close()));
    const before_ = await fixture.store.readStream(tenant, 'tally/all');
    expect(before_.map(({ data }) => data['at'])).toStrictEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    await execute(test.url, `delete from ledger_checkpoints where subscription = 'once'`);
    const again = startReaction(reacting(), tallying('once', tenant));
    await reaches('once', tenant, last);
    await again.close();
    expect(await fixture.store.readStream(tenant, 'tally/all')).toStrictEqual(before_);
  });

  it('holds no transaction open and no checkpoint locked while a reaction waits', async () => {
    const tenant = `t-${randomUUID()}`;
    await fill(tenant, 1, 1);
    const release = await holdLedger(test.url, tenant);
    releases.push(release);
    startReaction(reacting(), tallying('waits', tenant));
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await until(async () => ((await execute(test.url, waiting)).rowCount ?? 0) > 0);
    // Checkpoints of the other ledgers are rightly written meanwhile, each for a moment; one that waited along would never end.
    const held = `select 1 from pg_stat_activity a where datname = current_database() and state like 'idle in transaction%'
      and exists (select 1 from pg_locks l where l.pid = a.pid and l.relation = 'ledger_checkpoints'::regclass)`;
    await until(async () => (await execute(test.url, held)).rowCount === 0);
    expectThat('the reaction no longer waits', (await execute(test.url, waiting)).rowCount).toBe(1);
    releases.pop();
    await release();
    await reaches('waits', tenant, 1);
  });

  it('stands before an event that a reaction cannot take, in that ledger alone, until it is told to pass over', async () => {
    const [tenant, other] = [`t-${randomUUID()}`, `t-${randomUUID()}`];
    const requested: string[] = [];
    const passed = new Set<string>();
    const failing = reaction(thingEvents, {
      name: 'stands',
      when: {
        ThingHappened: (_, { tenant: of, position }) => {
          if (of !== tenant && of !== other) return undefined;
          if (of === tenant && (position === 2 || position === 3)) throw new Error(`cannot do ${position}\0`);
          return { job: 'later', id: `${of === tenant ? 'mine' : 'theirs'} ${position}` };
        },
      },
    });
    const last = await fill(tenant, 1, 4);
    await fill(other, 1, 2);
    const reacts = () =>
      startReaction(
        {
          ...deps(),
          requestJob: (_, id) => requested.push(id),
          passesOver: async (of, name, position) => passed.has(`${of} ${name} ${position}`),
        },
        failing,
      );
    const told = async () => {
      const { rows } = await execute(
        test.url,
        `select position, type, reason from ledger_stopped_subscriptions where subscription = 'stands'`,
      );
      return rows.map(({ position, type, reason }) => [Number(position), type, reason]);
    };
    let running = reacts();
    await reaches('stands', other, 2);
    await until(async () => (await told()).length === 1);
    expect(await told()).toStrictEqual([[2, 'ThingHappened', 'cannot do 2\uFFFD']]);
    await until(async () => running.failures().length === 1);
    expect(running.failures()[0]).toMatchObject({ tenant, error: { name: 'UnappliableEventError', position: 2 } });
    // By this process, which then meets the next one.
    passed.add(`${tenant} stands 2`);
    await until(async () => (await told())[0]?.[0] === 3);
    await running.close();
    // By another one, which finds that it was said to stand.
    passed.add(`${tenant} stands 3`);
    running = reacts();
    await reaches('stands', tenant, last);
    expect(await told()).toStrictEqual([]);
    expect(requested.filter((id) => id.startsWith('mine'))).toStrictEqual(['mine 1', 'mine 4']);
  });

  it('asks for a job and goes on', async () => {
    const tenant = `t-${randomUUID()}`;
    const requested: string[] = [];
    const asking = reaction(thingEvents, {
      name: 'asks',
      when: { ThingHappened: (_, { tenant: of, position }) => (of === tenant ? { job: 'later', id: `${position}` } : undefined) },
    });
    const last = await fill(tenant, 1, 3);
    const running = startReaction({ ...deps(), requestJob: (name, id) => requested.push(`${name} ${id}`) }, asking);
    await reaches('asks', tenant, last);
    await running.close();
    expect(requested).toStrictEqual(['later 1', 'later 2', 'later 3']);
  });

  it('writes any sequence of changes as a table in memory would have it', async () => {
    const seed = Date.now() % 2 ** 31;
    console.log(`read tables against memory: seed ${seed}`);
    const property = fc.asyncProperty(fc.array(anyRowChange, { minLength: 1, maxLength: 30 }), async (changes) => {
      const tenant = `t-${randomUUID()}`;
      const projection: Projection = {
        name: `memory-${tenant}`,
        version: 1,
        tables: [thingsTable, talliesTable],
        when: { ThingHappened: ({ data }) => data.changes as never },
      };
      const data = changes.map((each) => ({ changes: [parseJson(JSON.stringify(each)) as Json] }));
      for (const each of [data.slice(0, 5), data.slice(5)]) {
        if (each.length > 0)
          await fixture.store.append({
            tenant,
            writes: [{ stream: 's/1', expect: 'any', events: each.map((part) => newEvent({ data: part })) }],
          });
      }
      const running = startProjection(deps(), projection);
      await reaches(projection.name, tenant, changes.length);
      await running.close();
      const [rows, tallies] = await Promise.all([fixture.rows(tenant), fixture.tallies(tenant)]);
      const recorded = projectionSpec(projection)().when(...data.map((part) => recordedEvent({ data: part })));
      recorded.then('things', rows);
      recorded.then('tallies', tallies);
    });
    await fc.assert(property, { seed, numRuns: 25 });
  });

  it('keeps U+0000 out of texts and keeps it in documents', async () => {
    const tenant = `t-${randomUUID()}`;
    const when = {
      ThingHappened: () => [
        { op: 'put' as const, table: 'things', row: { id: 'x', part: 1, note: 'a\0b', doc: { text: 'a\0b' }, tags: ['\0'] } },
      ],
    };
    await fill(tenant, 1, 1);
    const running = startProjection(deps(), countingProjection({ name: 'nul', when }));
    await reaches('nul', tenant, 1);
    await running.close();
    const [row] = await fixture.rows(tenant);
    expect([row?.note, row?.doc, row?.tags]).toStrictEqual(['a\uFFFDb', { text: 'a\0b' }, ['\uFFFD']]);
  });

  it('cannot show or touch a tenant that is not set', async () => {
    const url = fixture.database.appUrl;
    expect((await execute(url, 'select * from things')).rowCount).toBe(0);
    expect((await execute(url, 'select * from ledger_events')).rowCount).toBe(0);
    expect((await execute(url, 'select * from ledger_checkpoints')).rowCount).toBe(0);
    await expect(execute(url, `insert into things (tenant, id, part) values ('t', 'x', 1)`)).rejects.toThrow(
      /row-level security/,
    );
  });
});
