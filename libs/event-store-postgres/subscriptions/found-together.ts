import type pg from 'pg';
import type { Subscriber } from './subscription-dependencies.js';
import { inTenantTransaction, type Statement } from './tenant-transaction.js';

/** Whoever is further behind the end of a ledger reads it alone: the others would wait for it. */
const BEHIND = 2_000;

/** In one order, as wherever several are locked. */
const OPEN = `insert into ledger_checkpoints (subscription, tenant, version, position)
  select name, $1, 0, 0 from unnest($2::text[]) as name order by name on conflict do nothing`;
/** One that somebody else holds is left out. */
const FIND = `select c.subscription, c.version, c.position,
    (select position from ledger_heads where tenant = $1) as head,
    exists (select from ledger_stopped_subscriptions as s where s.tenant = $1 and s.subscription = c.subscription) as "isStopped"
  from ledger_checkpoints as c where c.tenant = $1 and c.subscription = any($2::text[])
  order by c.subscription for update of c skip locked`;
const BEGIN = `update ledger_checkpoints as c set version = m.version
  from unnest($2::text[], $3::int[]) as m (subscription, version) where c.tenant = $1 and c.subscription = m.subscription`;

interface FoundRow {
  readonly subscription: string;
  readonly version: number;
  readonly position: string;
  readonly head: string | null;
  readonly isStopped: boolean;
}

/**
 * Finds where these subscriptions are in one ledger, in one transaction, however many they are. Returns those that may go on together:
 * near its end, not said to stand still, and with rows of their own version or none yet. Where the others are is still to be found by each.
 */
export async function findTogether(pool: pg.Pool, tenant: string, subscribers: readonly Subscriber[]): Promise<Subscriber[]> {
  const byName = new Map(subscribers.map((subscriber) => [subscriber.name, subscriber]));
  const values = [tenant, [...byName.keys()]];
  const opening = [
    { name: 'subscriptions-open', text: OPEN, values },
    { name: 'subscriptions-find', text: FIND, values },
  ];
  const ready = await inTenantTransaction(pool, tenant, opening, async (_, rows) => {
    const found = (rows as FoundRow[]).flatMap((row) => findingOf(row, byName.get(row.subscription)) ?? []);
    const begun = found.filter(({ row, subscriber }) => row.version !== subscriber.version);
    return { statements: begun.length > 0 ? beginning(tenant, begun) : [], result: found };
  });
  for (const { row, subscriber } of ready) {
    subscriber.progress.committed.set(tenant, Number(row.position));
    subscriber.progress.positions.set(tenant, Number(row.position));
  }
  return ready.map(({ subscriber }) => subscriber);
}

interface Finding {
  readonly row: FoundRow;
  readonly subscriber: Subscriber;
}

function findingOf(row: FoundRow, subscriber: Subscriber | undefined): Finding | undefined {
  const isNearTheEnd = Number(row.head ?? 0) - Number(row.position) < BEHIND;
  const wasNotThere = row.version === 0 && Number(row.position) === 0;
  const isKnown = row.version === subscriber?.version || wasNotThere;
  return subscriber && isNearTheEnd && isKnown && !row.isStopped ? { row, subscriber } : undefined;
}

function beginning(tenant: string, begun: readonly Finding[]): Statement[] {
  const names = begun.map(({ subscriber }) => subscriber.name);
  const versions = begun.map(({ subscriber }) => subscriber.version);
  const begin = { name: 'subscriptions-begin', text: BEGIN, values: [tenant, names, versions] };
  return [...begun.flatMap(({ subscriber }) => subscriber.emptied(tenant)), begin];
}
