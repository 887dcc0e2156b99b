import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fileURLToPath } from 'node:url';
import {
  ConflictError,
  LedgerUnavailableError,
  type EventReceipt,
  type EventStore,
  type RecordedEvent,
} from '#libs/event-sourcing';
import { assertLedgerIsSound, newEvent } from '#libs/event-sourcing/testing';
import { eventually } from '#test/support/conditions';
import { holdLedger } from '#test/support/held-ledger';
import { startTestPostgres, type TestPostgres } from '#test/support/test-database';
import { createPostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.js';
import {
  appendUntil,
  createLedgerDatabase,
  emptyLoad,
  execute,
  lineUpUntil,
  type LedgerDatabase,
  type Load,
} from './testing/index.js';

describe('the ledger when things break', () => {
  let server: TestPostgres;
  let database: LedgerDatabase;
  const stores: EventStore[] = [];
  beforeAll(async () => {
    server = await startTestPostgres({ durable: true });
    database = await createLedgerDatabase(server.url);
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await server.remove();
  });
  const open = (options: Partial<PostgresEventStoreOptions> = {}) => {
    const store = createPostgresEventStore({ ledger: database.ledgerUrl, app: database.appUrl, ...options });
    stores.push(store);
    return store;
  };
  const one = (tenant: string) => ({ tenant, writes: [{ stream: 's/1', expect: 'any' as const, events: [newEvent()] }] });

  /** Every acknowledged event is there, where its receipt said; nothing is there that nobody appended. */
  async function assertNothingLost(
    store: EventStore,
    tenant: string,
    acknowledged: readonly EventReceipt[],
    attempted?: ReadonlySet<string>,
  ) {
    const events = await assertLedgerIsSound(store, tenant);
    for (const { id, stream, revision, position, at, digest, chain } of acknowledged) {
      const { [position - 1]: event } = events as (RecordedEvent | undefined)[];
      expect({ id, stream, revision, position, at, digest, chain }).toStrictEqual(event && receiptOf(event));
    }
    expect(new Set(acknowledged.map(({ id }) => id)).size).toBe(acknowledged.length);
    if (attempted) for (const { id } of events) expect(attempted.has(id)).toBe(true);
    return events;
  }

  it('loses and doubles nothing when PostgreSQL is killed under 64 callers, and resumes by itself', async () => {
    const tenant = 'killed';
    const [patient, hasty] = [open(), open({ appendTimeoutMs: 250 })];
    const load: Load = emptyLoad();
    let kills = 0;
    let wasHeld = false;
    // How long a server is away is for the machine to say: longer than a hasty caller waits it is on slow ones alone.
    const holding = async () => {
      await eventually('something is in', () => load.acknowledged.length > 0);
      const release = await holdLedger(server.url, tenant);
      await eventually('some caller is told that the ledger is unavailable', () => load.unavailable > 0);
      await release();
      wasHeld = true;
    };
    const enough = () => kills === 4 && load.acknowledged.length > target;
    let target = 600;
    const watch = setInterval(() => {
      if (!wasHeld || kills === 4 || load.acknowledged.length < target) return;
      kills += 1;
      target = load.acknowledged.length + 600;
      process.kill(server.pid, 'SIGKILL');
    }, 1);
    try {
      await Promise.all([
        holding(),
        appendUntil(patient, tenant, 32, 'patient', enough, load),
        appendUntil(hasty, tenant, 32, 'hasty', enough, load),
      ]);
    } finally {
      clearInterval(watch);
    }
    const events = await assertNothingLost(open(), tenant, load.acknowledged, load.attempted);
    console.info(
      `${kills} kills, ${load.acknowledged.length} acknowledged, ${events.length} recorded, ${load.unavailable} times unavailable`,
    );
    expect(kills).toBe(4);
    expectThat('whoever repeated long enough was told', events).toHaveLength(load.acknowledged.length);
  });

  it('orders two processes that write one tenant, without a gap or a lost answer', async () => {
    const script = fileURLToPath(new URL('./testing/append-process.js', import.meta.url));
    const runs = ['p1', 'p2'].map(async (name) => {
      const child = fork(script, [database.ledgerUrl, database.appUrl, 'shared', name, '1500']);
      let acknowledged: EventReceipt[] = [];
      child.on('message', (message) => (acknowledged = message as EventReceipt[]));
      expect(await once(child, 'exit')).toStrictEqual([0, null]);
      expectThat(`${name} reported ${acknowledged.length}`, acknowledged.length).toBeGreaterThanOrEqual(1500);
      return acknowledged;
    });
    const acknowledged = (await Promise.all(runs)).flat();
    const events = await assertNothingLost(open(), 'shared', acknowledged);
    expect(events).toHaveLength(acknowledged.length);
    const writers = events.map(({ data }) => String(data.caller).slice(0, 2));
    expectThat('the two took turns', writers.filter((writer, i) => writer !== writers[i - 1]).length).toBeGreaterThan(10);
  });

  it('carries on when its backends are terminated in the middle of batches', async () => {
    const store = open();
    const load = emptyLoad();
    let cuts = 0;
    const cutting = (async () => {
      while (cuts < 12) {
        await execute(
          database.ownerUrl,
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like 'writ_ledger_%'`,
        );
        const seen = load.acknowledged.length;
        cuts += 1;
        while (load.acknowledged.length < seen + 50) await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await appendUntil(store, 'cut', 64, 'cut', () => cuts === 12, load);
    await cutting;
    const events = await assertNothingLost(open(), 'cut', load.acknowledged, load.attempted);
    expect(events).toHaveLength(load.acknowledged.length);
  });

  it('keeps lines whole, however two stores race for one stream and lose their connections', async () => {
    const stores = [open(), open()];
    const load = emptyLoad();
    let cuts = 0;
    const cutting = (async () => {
      while (cuts < 8) {
        const seen = load.acknowledged.length;
        while (load.acknowledged.length < seen + 60) await new Promise((resolve) => setImmediate(resolve));
        await execute(
          database.ownerUrl,
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like 'writ_ledger_%'`,
        );
        cuts += 1;
      }
    })();
    const of = (i: number) => ({ tenant: 'lines', stream: 'shared/1', callers: 4, name: `store-${i}` });
    await Promise.all(stores.map((store, i) => lineUpUntil(store, of(i), () => cuts === 8, load)));
    await cutting;
    const events = await assertNothingLost(open(), 'lines', load.acknowledged, load.attempted);
    for (const [i, { data }] of events.entries())
      if (data['place'] !== 0)
        expect(events[i - 1]?.data).toStrictEqual({ line: data['line'], place: (data['place'] as number) - 1 });
    expect(new Set(events.map(({ data }) => String(data['line']).slice(0, 7))).size).toBe(2);
  });

  it('answers in time when the server hangs, and appends once when it goes on', async () => {
    const store = open({ appendTimeoutMs: 1_200 });
    await store.append(one('hung'));
    const { rows } = await execute(
      database.ownerUrl,
      `select pid from pg_stat_activity where query like 'select ledger_append%' and state = 'idle'`,
    );
    const backends = rows.map(({ pid }: { pid: number }) => pid);
    expect(backends.length).toBeGreaterThan(0);
    for (const pid of backends) process.kill(pid, 'SIGSTOP');
    const request = one('hung');
    const started = performance.now();
    try {
      await expect(store.append(request)).rejects.toThrow(LedgerUnavailableError);
      expectThat('the caller waits no longer than it was promised', performance.now() - started).toBeLessThan(3_000);
    } finally {
      for (const pid of backends) process.kill(pid, 'SIGCONT');
    }
    const answered = await repeatUntilAnswered(store, request);
    expect(answered.events[0]?.position).toBe(2);
    expect(await assertLedgerIsSound(store, 'hung')).toHaveLength(2);
  });

  it('refuses at once what does not fit its queue, and says so when closed', async () => {
    const store = createPostgresEventStore({ ledger: database.ledgerUrl, app: database.appUrl, maxPending: 8 });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => store.append(one('crowd'))));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(12);
    expect(refused.every(({ reason }) => reason instanceof LedgerUnavailableError)).toBe(true);
    await store.close();
    await expect(store.append(one('crowd'))).rejects.toThrow(LedgerUnavailableError);
  });

  it('sees what another store wrote: no decision on a revision that is past', async () => {
    const [a, b] = [open(), open()];
    const write = (store: EventStore, expect: number) =>
      store.append({ tenant: 'pair', writes: [{ stream: 's/1', expect, events: [newEvent()] }] });
    for (let revision = -1; revision < 40; revision += 1) await write(revision % 3 ? a : b, revision);
    await expect(write(a, 5)).rejects.toThrow(ConflictError);
    await expect(write(b, 5)).rejects.toThrow(ConflictError);
    const guarded = (store: EventStore) =>
      store.append({
        tenant: 'pair',
        writes: [{ stream: 's/2', expect: 'any', events: [newEvent()] }],
        conditions: [{ stream: 'controls/tenant', at: -1 }],
      });
    await guarded(b);
    await a.append({ tenant: 'pair', writes: [{ stream: 'controls/tenant', expect: -1, events: [newEvent()] }] });
    await expect(guarded(b)).rejects.toThrow(ConflictError);
    await assertLedgerIsSound(a, 'pair');
  });

  it('lets nobody change or remove an event', async () => {
    const store = open();
    await store.append(one('kept'));
    const partition = (
      await execute(database.ownerUrl, `select tableoid::regclass::text as name from ledger_events where tenant = 'kept'`)
    ).rows[0].name;
    for (const table of ['ledger_events', partition]) {
      for (const statement of [
        `update ${table} set data = '{}' where tenant = 'kept'`,
        `delete from ${table} where tenant = 'kept'`,
        `truncate ${table}`,
      ]) {
        await expectThat(statement, execute(database.ownerUrl, statement)).rejects.toThrow(/never changed or removed/);
        await expectThat(statement, execute(database.ledgerUrl, statement)).rejects.toThrow(/permission denied/);
        await expectThat(statement, execute(database.appUrl, statement)).rejects.toThrow(/permission denied/);
      }
    }
    expect(await assertLedgerIsSound(store, 'kept')).toHaveLength(1);
  });

  it('shows the application only the tenant of its transaction, and lets it write no event and no head', async () => {
    const store = open();
    await Promise.all([store.append(one('mine')), store.append(one('yours'))]);
    const seen = async (setting: string) =>
      (await execute(database.appUrl, `${setting} select distinct tenant from ledger_events`)) as unknown as {
        rows: { tenant: string }[];
      }[];
    expect((await execute(database.appUrl, 'select * from ledger_events')).rows).toStrictEqual([]);
    expect((await seen(`set writ.tenant = 'mine';`))[1]?.rows).toStrictEqual([{ tenant: 'mine' }]);
    expect((await seen(`set writ.tenant = '';`))[1]?.rows).toStrictEqual([]);
    expect((await execute(database.appUrl, 'select * from ledger_heads')).rows).toStrictEqual([]);
    for (const statement of [
      `update ledger_heads set at = now()`,
      'select ledger_append(null, null, null, null, null, null)',
      `insert into ledger_events (tenant) values ('mine')`,
    ]) {
      await expectThat(statement, execute(database.appUrl, statement)).rejects.toThrow(/permission denied/);
    }
    await expect(execute(database.ledgerUrl, 'select * from ledger_checkpoints')).rejects.toThrow(/permission denied/);
    await expect(execute(database.ledgerUrl, 'delete from ledger_heads')).rejects.toThrow(/permission denied/);
  });
});

function receiptOf({ id, stream, revision, position, at, digest, chain }: RecordedEvent): EventReceipt {
  return { id, stream, revision, position, at, digest, chain };
}

async function repeatUntilAnswered(store: EventStore, request: Parameters<EventStore['append']>[0]) {
  for (;;) {
    try {
      return await store.append(request);
    } catch (error) {
      if (!(error instanceof LedgerUnavailableError)) throw error;
    }
  }
}
