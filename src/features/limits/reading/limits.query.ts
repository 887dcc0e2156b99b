import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { LimitFilter, LimitView } from '../answers.js';
import type { limitsTables } from './limits.projection.js';

type Tables = TablesOf<typeof limitsTables>;
type Row = RowOf<(typeof limitsTables)[0]>;

@Injectable()
export class LimitsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Newest first. */
  async list(tenant: string, { limit, cursor }: LimitFilter): Promise<Page<LimitView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('limits_limits').selectAll().where('holds', '=', true);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

function view(row: Row): LimitView {
  return {
    id: row.id,
    name: row.name,
    subject: row.subject as LimitView['subject'],
    target: row.target,
    tool: row.tool,
    policy: row.policy,
    measure: row.measure as LimitView['measure'],
    limit: Number(row.most),
    windowSeconds: row.window_seconds,
    period: row.period as LimitView['period'],
    zone: row.zone,
    action: row.action as LimitView['action'],
    setAt: row.set_at.toISOString(),
    warnings: row.warnings,
    position: Number(row.position),
  };
}
