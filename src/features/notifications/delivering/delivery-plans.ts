import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { nameBasedId } from '#libs/event-ids';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { Notice } from '../notices.js';
import { deliveryOf, withCounted, type Delivery, type DeliveryTables, type ReadRow, type Row } from './delivery-table.js';
import { MINUTE_MS, shared, type Standing } from './gathering.js';

type Database = Transaction<DeliveryTables>;

/** What one webhook is to be told of, in the order of the ledger. */
export interface ToTell {
  readonly webhook: string;
  readonly maxPerMinute: number;
  readonly events: readonly { readonly event: string; readonly notice: Notice; readonly position: number }[];
}

/** What was found between two positions of a ledger. */
export interface Found {
  readonly from: number;
  readonly to: number;
  readonly toTell: readonly ToTell[];
  /** Deliveries that somebody wants to be sent again. */
  readonly resent: readonly string[];
}

export interface PlannedRun {
  readonly delivery: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What was decided is kept so long. */
const KEPT_DAYS = 30;
const NOTHING_YET = { last_status: null, last_problem: null, last_at: null } as const;

/**
 * Up to where in a ledger it is known who is to be told of what. The place moves in the transaction that makes the deliveries, and whoever
 * moves it keeps others of the same tenant waiting: a digest gathers everything once, whoever plans.
 */
@Injectable()
export class DeliveryPlans {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  async planned(tenant: string): Promise<number> {
    const found = await this.in(tenant, (db) => db.selectFrom('notifications_plans').select('position').executeTakeFirst());
    return Number(found?.position ?? 0);
  }

  /** The attempts that follow; undefined when somebody else moved the place. */
  plan(tenant: string, { from, to, toTell, resent }: Found, now: Date): Promise<readonly PlannedRun[] | undefined> {
    return this.in(tenant, async (db) => {
      const moved = await sql`insert into notifications_plans (tenant, position) values (${tenant}, ${to})
        on conflict (tenant) do update set position = excluded.position where notifications_plans.position = ${from}
        returning position`.execute(db);
      if (moved.rows.length === 0) return undefined;
      const runs: PlannedRun[] = [];
      for (const each of toTell) runs.push(...(await planFor(db, tenant, each, now)));
      if (resent.length > 0) runs.push(...(await again(db, resent, now)));
      await sql`delete from notifications_deliveries
        where state <> 'pending' and last_at < now() - ${KEPT_DAYS} * interval '1 day'`.execute(db);
      return runs;
    });
  }

  private in<T>(tenant: string, work: (db: Database) => Promise<T>): Promise<T> {
    return this.database.as(tenant, work);
  }
}

async function planFor(
  db: Database,
  tenant: string,
  { webhook, maxPerMinute, events }: ToTell,
  now: Date,
): Promise<PlannedRun[]> {
  const open = await gathering(db, webhook);
  const standing = { isGathering: open !== undefined, sentFrom: await sentFrom(db, webhook, now) };
  const { alone, digestAt } = shared(standing, events.length, maxPerMinute, now.getTime());
  const singles = events.slice(0, alone).map((each) => single(tenant, webhook, each));
  const rows = singles.map((each) => rowOf(tenant, each, now));
  const others = events.slice(alone);
  const digest = digestAt === undefined ? undefined : digestOf(tenant, webhook, others);
  if (digest && digestAt !== undefined) rows.push({ ...rowOf(tenant, digest, new Date(digestAt)), gathers: true });
  if (rows.length > 0)
    await db
      .insertInto('notifications_deliveries')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['tenant', 'id']).doNothing())
      .execute();
  if (open && others.length > 0) await gather(db, open, others);
  return rows.map(({ id, next_at }) => ({ delivery: id, at: (next_at ?? now).getTime() }));
}

/** The digest that still gathers, kept from leaving until this transaction is over. */
async function gathering(db: Database, webhook: string): Promise<Delivery | undefined> {
  const row = await db
    .selectFrom('notifications_deliveries')
    .selectAll()
    .where('webhook', '=', webhook)
    .where('gathers', '=', true)
    .forUpdate()
    .executeTakeFirst();
  return row && deliveryOf(row as ReadRow);
}

async function sentFrom(db: Database, webhook: string, now: Date): Promise<Standing['sentFrom']> {
  const rows = await db
    .selectFrom('notifications_deliveries')
    .select('sent_from')
    .where('webhook', '=', webhook)
    .where('sent_from', '>', new Date(now.getTime() - MINUTE_MS))
    .execute();
  return rows.flatMap(({ sent_from }) => (sent_from ? [sent_from.getTime()] : []));
}

async function gather(db: Database, { id, gathered }: Delivery, events: ToTell['events']): Promise<void> {
  const notices = events.map(({ notice }) => notice);
  await db
    .updateTable('notifications_deliveries')
    .set({
      last_position: events.at(-1)?.position ?? null,
      counts: JSON.stringify(withCounted(gathered?.counts ?? {}, notices)),
    })
    .where('id', '=', id)
    .execute();
}

async function again(db: Database, ids: readonly string[], now: Date): Promise<PlannedRun[]> {
  const rows = await db
    .updateTable('notifications_deliveries')
    .set({ state: 'pending', attempts: 0, next_at: now })
    .where('id', 'in', ids)
    .where('state', '<>', 'pending')
    .returning('id')
    .execute();
  return rows.map(({ id }) => ({ delivery: id, at: now.getTime() }));
}

function single(tenant: string, webhook: string, each: ToTell['events'][number]): Delivery {
  return { ...each, id: nameBasedId(`writ/delivery\n${tenant}\n${webhook}\n${each.event}`), webhook, gathered: null };
}

function digestOf(tenant: string, webhook: string, events: ToTell['events']): Delivery {
  const [first, last] = [events[0], events.at(-1)] as [ToTell['events'][number], ToTell['events'][number]];
  const counts = withCounted(
    {},
    events.map(({ notice }) => notice),
  );
  const id = nameBasedId(`writ/digest\n${tenant}\n${webhook}\n${first.event}`);
  return {
    id,
    webhook,
    event: first.event,
    notice: 'digest',
    position: first.position,
    gathered: { last: last.position, counts },
  };
}

function rowOf(tenant: string, { gathered, ...delivery }: Delivery, at: Date): Omit<Row, 'attempts'> {
  return {
    ...delivery,
    tenant,
    state: 'pending',
    next_at: at,
    ...NOTHING_YET,
    sent_from: at,
    last_position: gathered?.last ?? null,
    counts: gathered && JSON.stringify(gathered.counts),
    gathers: false,
  };
}
