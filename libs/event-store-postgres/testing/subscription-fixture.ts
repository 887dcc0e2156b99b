import type pg from 'pg';
import { parseJson } from '#libs/exact-json';
import type { EventStore, Projection, RecordedEvent, Row } from '#libs/event-sourcing';
import { createPostgresEventStore } from '../postgres-event-store.js';
import { createSubscriptionPool, TenantTransaction } from '../subscriptions/tenant-transaction.js';
import { createLedgerDatabase, execute, type LedgerDatabase } from './ledger-database.js';

/** A read table with every column type, guarded as feature migrations guard theirs. */
const TABLE = `
create table things (
  tenant text not null, id text not null, part integer not null, count bigint, ratio double precision, open boolean, seen timestamptz,
  note text, doc text, tags text[], primary key (tenant, id, part)
);
alter table things enable row level security;
create policy tenant_owns on things to writ_app using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on things to writ_app;
create table tallies (
  tenant text not null, id text not null, day integer not null, count bigint not null, ratio double precision not null,
  primary key (tenant, id, day)
);
alter table tallies enable row level security;
create policy tenant_owns on tallies to writ_app using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on tallies to writ_app;`;

export const thingsTable = {
  name: 'things',
  key: ['id', 'part'],
  columns: {
    id: 'text',
    part: 'integer',
    count: 'bigint?',
    ratio: 'double?',
    open: 'boolean?',
    seen: 'timestamp?',
    note: 'text?',
    doc: 'json?',
    tags: 'text[]?',
  },
} as const;

/** Rows that are only counted up. */
export const talliesTable = {
  name: 'tallies',
  key: ['id', 'day'],
  columns: { id: 'text', day: 'integer', count: 'bigint', ratio: 'double' },
} as const;

/** Counts events per stream: a row whose `count` is wrong when an event was applied twice or not at all. */
export function countingProjection(
  when: Partial<Projection> & { readonly onEvent?: (event: RecordedEvent) => void } = {},
): Projection {
  const { onEvent, ...given } = when;
  return {
    name: 'things-counted',
    version: 1,
    tables: [thingsTable],
    when: {
      ThingHappened: (event) => {
        onEvent?.(event);
        const key = { id: event.stream, part: 0 };
        if (event.revision === 0) return [{ op: 'put', table: 'things', row: { ...key, count: 1 } }];
        return [{ op: 'patch', table: 'things', key, set: { seen: event.at }, add: { count: 1 } }];
      },
    },
    ...given,
  };
}

export interface SubscriptionFixture {
  readonly database: LedgerDatabase;
  readonly store: EventStore;
  readonly pool: pg.Pool;
  rows(tenant: string): Promise<Row[]>;
  tallies(tenant: string): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openSubscriptionFixture(ownerUrl: string): Promise<SubscriptionFixture> {
  const database = await createLedgerDatabase(ownerUrl);
  await execute(ownerUrl, TABLE);
  const store = createPostgresEventStore({ ledger: database.ledgerUrl, app: database.appUrl });
  const pool = createSubscriptionPool(database.appUrl);
  return {
    database,
    store,
    pool,
    rows: (tenant) => readRows(pool, tenant),
    tallies: (tenant) => readTallies(pool, tenant),
    close: async () => {
      await Promise.all([store.close(), pool.end()]);
    },
  };
}

function readRows(pool: pg.Pool, tenant: string): Promise<Row[]> {
  return TenantTransaction.run(pool, 'test-reader', tenant, async (transaction) => {
    const { rows } = await transaction.query(`select ${Object.keys(thingsTable.columns).join()} from things order by id, part`);
    return rows.map((row) => ({
      ...row,
      count: row.count === null ? null : Number(row.count),
      doc: row.doc === null ? null : parseJson(row.doc),
    }));
  });
}

function readTallies(pool: pg.Pool, tenant: string): Promise<Row[]> {
  return TenantTransaction.run(pool, 'test-reader', tenant, async (transaction) => {
    const { rows } = await transaction.query('select id, day, count, ratio from tallies order by id, day');
    return rows.map((row) => ({ ...row, count: Number(row.count) }));
  });
}
