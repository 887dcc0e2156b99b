import { Inject, Injectable } from '@nestjs/common';
import { sql, type Generated, type Transaction } from 'kysely';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { DeliveryFilter, DeliveryView } from '../answers.js';
import type { DeliveryState, Notice } from '../notices.js';

/** One delivery: of one event, to one webhook. */
export interface Delivery {
  readonly id: string;
  readonly webhook: string;
  readonly event: string;
  readonly notice: Notice;
  readonly position: number;
}

/** What became of an attempt. */
export interface Attempt {
  readonly state: DeliveryState;
  readonly status: number | null;
  readonly problem: string | null;
  /** Of the next attempt. */
  readonly nextAt: Date | null;
}

interface Row {
  tenant: string;
  id: string;
  webhook: string;
  event: string;
  notice: string;
  position: string | number;
  state: string;
  attempts: Generated<number>;
  next_at: Date | null;
  last_status: number | null;
  last_problem: string | null;
  last_at: Date | null;
}

interface Tables {
  notifications_deliveries: Row;
  notifications_plans: { tenant: string; position: string | number };
}

/** What was decided is kept so long. */
const KEPT_DAYS = 30;

/** What is told to whom, and how it went: rows that an operator looks at, not events, for a receiver that is down must not fill a ledger. */
@Injectable()
export class DeliveryRows {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Up to where in the ledger it is known who is to be told of what. */
  async planned(tenant: string): Promise<number> {
    const found = await this.in(tenant, (db) => db.selectFrom('notifications_plans').select('position').executeTakeFirst());
    return Number(found?.position ?? 0);
  }

  /** Moves on from `from`, unless somebody else did, with the deliveries there are to be made from then on. Whether it moved. */
  plan(tenant: string, from: number, to: number, deliveries: readonly Delivery[], resent: readonly string[], now: Date) {
    return this.in(tenant, async (db) => {
      const moved = await sql`insert into notifications_plans (tenant, position) values (${tenant}, ${to})
        on conflict (tenant) do update set position = excluded.position where notifications_plans.position = ${from}
        returning position`.execute(db);
      if (moved.rows.length === 0) return false;
      const rows = deliveries.map((each) => ({ ...each, tenant, state: 'pending', next_at: now, ...NOTHING_YET }));
      if (rows.length > 0)
        await db
          .insertInto('notifications_deliveries')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      if (resent.length > 0)
        await db
          .updateTable('notifications_deliveries')
          .set({ state: 'pending', attempts: 0, next_at: now })
          .where('id', 'in', resent)
          .where('state', '<>', 'pending')
          .execute();
      await sql`delete from notifications_deliveries
        where state <> 'pending' and last_at < now() - ${KEPT_DAYS} * interval '1 day'`.execute(db);
      return true;
    });
  }

  /** Takes the attempt that is due at that time, for as long as `until`; undefined when somebody else has it, or it is over. */
  take(tenant: string, id: string, at: Date, until: Date): Promise<(Delivery & { readonly attempts: number }) | undefined> {
    return this.in(tenant, async (db) => {
      const row = await db
        .updateTable('notifications_deliveries')
        .set((of) => ({ attempts: of('attempts', '+', 1), next_at: until }))
        .where('id', '=', id)
        .where('state', '=', 'pending')
        .where('next_at', '=', at)
        .returningAll()
        .executeTakeFirst();
      if (!row) return undefined;
      const { webhook, event, notice, position, attempts } = row;
      return { id, webhook, event, notice: notice as Notice, position: Number(position), attempts };
    });
  }

  /** Notes how the attempt taken until then went. */
  async settle(tenant: string, id: string, taken: Date, { state, status, problem, nextAt }: Attempt): Promise<void> {
    await this.in(tenant, (db) =>
      db
        .updateTable('notifications_deliveries')
        .set({ state, last_status: status, last_problem: problem, last_at: new Date(), next_at: nextAt })
        .where('id', '=', id)
        .where('next_at', '=', taken)
        .execute(),
    );
  }

  async stateOf(tenant: string, webhook: string, id: string): Promise<DeliveryState | undefined> {
    const found = await this.in(tenant, (db) =>
      db
        .selectFrom('notifications_deliveries')
        .select('state')
        .where('id', '=', id)
        .where('webhook', '=', webhook)
        .executeTakeFirst(),
    );
    return found?.state as DeliveryState | undefined;
  }

  /** Newest first. */
  async list(tenant: string, webhook: string, { state, limit, cursor }: DeliveryFilter): Promise<Page<DeliveryView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.in(tenant, (db) => {
      let query = db.selectFrom('notifications_deliveries').selectAll().where('webhook', '=', webhook);
      if (state !== undefined) query = query.where('state', '=', state);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }

  private in<T>(tenant: string, work: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.database.as(tenant, work);
  }
}

const NOTHING_YET = { last_status: null, last_problem: null, last_at: null };

type Shown = Omit<Row, 'attempts'> & { readonly attempts: number };

function view(row: Shown): DeliveryView {
  return {
    id: row.id,
    event: row.notice as Notice,
    position: Number(row.position),
    state: row.state as DeliveryState,
    attempts: row.attempts,
    lastStatus: row.last_status,
    lastProblem: row.last_problem,
    lastAt: row.last_at?.toISOString() ?? null,
    nextAt: row.state === 'pending' ? (row.next_at?.toISOString() ?? null) : null,
  };
}
