import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { monthAt } from '#libs/operations';
import { TenantDatabase } from '#platform/database/tenant-database';
import { refuseWith } from '#platform/http/problem-details';
import { decodeCursor, pageOf, type Page } from '#platform/http/paging';
import type { QuotaFilter, QuotaView } from '../answers.js';
import { inUnits } from '../amounts/limit-amounts.js';
import { quotaLevel } from '../amounts/quota-levels.js';
import type { limitsTables } from './limits.projection.js';
import type { quotasTables } from './quotas.projection.js';

type Tables = TablesOf<typeof limitsTables> & TablesOf<typeof quotasTables>;
type Row = RowOf<(typeof limitsTables)[0]> & { readonly group_of: string | null; readonly used: string | null };

@Injectable()
export class QuotasQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Budgets by the calendar month, the newest first, group by group: those that hold, and those of which something was used. */
  async list(tenant: string, { month = monthAt(new Date()), limit, cursor }: QuotaFilter): Promise<Page<QuotaView>> {
    const after = cursor === undefined ? undefined : placeIn(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db
        .selectFrom('limits_limits as l')
        .leftJoin(
          (of) =>
            of
              .selectFrom('limits_month_counts as c')
              .innerJoin('limits_months as m', 'm.stream', 'c.stream')
              .where('m.month', '=', month)
              .select(['c.limit_id', 'c.group_of', 'm.used'])
              .as('u'),
          (join) => join.onRef('u.limit_id', '=', 'l.id'),
        )
        .selectAll('l')
        .select(['u.group_of', 'u.used'])
        .where('l.period', '=', 'month')
        .where((is) =>
          is.or([
            is('u.used', 'is not', null),
            is.and([is('l.holds', '=', true), sql<boolean>`to_char(l.set_at at time zone 'utc', 'YYYY-MM') <= ${month}`]),
          ]),
        );
      if (after !== undefined)
        query = query.where(
          sql<boolean>`(l.position < ${after.position} or (l.position = ${after.position} and coalesce(u.group_of, '') > ${after.group}))`,
        );
      return query
        .orderBy('l.position', 'desc')
        .orderBy(sql`coalesce(u.group_of, '')`)
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows as Row[], limit, view, (row) => [Number(row.position), row.group_of ?? '']);
  }
}

/** Caller-controlled. */
function placeIn(cursor: string): { readonly position: string; readonly group: string } {
  const [position, group] = decodeCursor(cursor, 2);
  if (typeof position !== 'number' || position < 0 || typeof group !== 'string' || group.includes('\0'))
    throw refuseWith('INVALID_INPUT', 'cursor: not a cursor of this list');
  return { position: String(position), group };
}

function view(row: Row): QuotaView {
  const measure = row.measure as QuotaView['measure'];
  const [used, limit] = [inUnits(measure, Number(row.used ?? 0)), Number(row.most)];
  return {
    limitId: row.id,
    name: row.name,
    subject: row.subject as QuotaView['subject'],
    group: row.group_of ?? onlyGroupOf(row),
    measure,
    action: row.action as QuotaView['action'],
    used,
    limit,
    level: quotaLevel(used, limit),
    holds: row.holds,
    position: Number(row.position),
  };
}

/** Whom it is for where nothing was used: there is one when it names one. */
function onlyGroupOf({ tenant, subject, target }: Row): string | null {
  if (subject === 'tenant') return tenant;
  if (subject !== 'label') return target;
  const equals = target?.indexOf('=') ?? -1;
  return equals < 0 ? null : (target as string).slice(equals + 1);
}
