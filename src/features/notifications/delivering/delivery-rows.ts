import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { DeliveryFilter, DeliveryView } from '../answers.js';
import type { DeliveryState } from '../notices.js';
import { deliveryOf, viewOf, type Delivery, type DeliveryTables, type ReadRow } from './delivery-table.js';

/** What became of an attempt. */
export interface Attempt {
  readonly state: DeliveryState;
  readonly status: number | null;
  readonly problem: string | null;
  /** Of the next attempt. */
  readonly nextAt: Date | null;
}

/** What is told to whom, and how it went: rows that an operator looks at, not events, for a receiver that is down must not fill a ledger. */
@Injectable()
export class DeliveryRows {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /**
   * Takes the attempt that is due at that time, for as long as `until`; undefined when somebody else has it, or it is over. A digest gathers
   * nothing more: whenever it is tried again, it says the same.
   */
  take(tenant: string, id: string, at: Date, until: Date): Promise<(Delivery & { readonly attempts: number }) | undefined> {
    return this.in(tenant, async (db) => {
      const row = await db
        .updateTable('notifications_deliveries')
        .set((of) => ({ attempts: of('attempts', '+', 1), next_at: until, gathers: false }))
        .where('id', '=', id)
        .where('state', '=', 'pending')
        .where('next_at', '=', at)
        .returningAll()
        .executeTakeFirst();
      return row && { ...deliveryOf(row as ReadRow), attempts: row.attempts };
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
    return pageOf(rows, limit, viewOf, (row) => [Number(row.position)]);
  }

  private in<T>(tenant: string, work: (db: Transaction<DeliveryTables>) => Promise<T>): Promise<T> {
    return this.database.as(tenant, work);
  }
}
