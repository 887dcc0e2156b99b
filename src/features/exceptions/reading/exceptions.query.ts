import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import { timeLookedAt } from '#platform/past/moment';
import type { ExceptionFilter, ExceptionView } from '../answers.js';
import type { ExceptionStatus } from '../exception-states.js';
import { AGREED_WITHIN_MS } from '../exception-times.js';
import type { exceptionsTables } from './exceptions.projection.js';

type Tables = TablesOf<typeof exceptionsTables>;
type Row = RowOf<(typeof exceptionsTables)[0]> & { readonly state_now: string };

@Injectable()
export class ExceptionsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Newest first. */
  async list(tenant: string, { state, limit, cursor }: ExceptionFilter): Promise<Page<ExceptionView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const stateNow = statusAt(timeLookedAt());
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('exceptions_exceptions').selectAll().select(stateNow.as('state_now'));
      if (state !== undefined) query = query.where(stateNow, '=', state);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

/** What expired is over, although nobody has recorded it yet. */
function statusAt(now: Date) {
  const agreedSince = new Date(now.getTime() - AGREED_WITHIN_MS);
  return sql<string>`case when state = 'requested' and requested_at <= ${agreedSince} then 'expired' when state <> 'holds' then state when expires_at <= ${now} then 'expired' when used >= uses then 'used_up' else state end`;
}

function view(row: Row): ExceptionView {
  return {
    id: row.id,
    state: row.state_now as ExceptionStatus,
    session: row.session,
    agent: row.agent,
    tool: row.tool,
    rule: row.rule,
    seconds: row.seconds,
    uses: row.uses,
    reason: row.reason,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    approvedBy: row.approved_by,
    expiresAt: row.expires_at?.toISOString() ?? null,
    used: row.used,
    position: Number(row.position),
  };
}
