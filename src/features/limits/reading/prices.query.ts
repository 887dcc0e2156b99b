import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { LimitFilter, PriceListView } from '../answers.js';
import type { pricesTables } from './prices.projection.js';

type Tables = TablesOf<typeof pricesTables>;
type Row = RowOf<(typeof pricesTables)[0]>;

@Injectable()
export class PricesQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Newest first. */
  async list(tenant: string, { limit, cursor }: LimitFilter): Promise<Page<PriceListView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('limits_prices').selectAll();
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

function view({ version, rates, set_by: setBy, set_at: setAt, position }: Row): PriceListView {
  const { tools, other } = parseJson(rates) as unknown as Pick<PriceListView, 'tools' | 'other'>;
  return { version: Number(version), tools, other, setBy, setAt: setAt.toISOString(), position: Number(position) };
}
