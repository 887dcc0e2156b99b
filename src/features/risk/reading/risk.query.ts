import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { RISKS, type Risk } from '#features/decisions/contract';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { refuseWith } from '#platform/http/problem-details';
import { decodeCursor, pageOf, type Page } from '#platform/http/paging';
import type { RiskFilter, RiskLine } from '../answers.js';
import { beginOf, spanAt, type Span } from '../spans.js';
import type { riskTables } from './risk.projection.js';

type Tables = TablesOf<typeof riskTables>;
type Row = RowOf<(typeof riskTables)[0]>;

@Injectable()
export class RiskQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Newest first, then by agent and tool. */
  async list(tenant: string, { agent, tool, from, to, per, limit, cursor }: RiskFilter): Promise<Page<RiskLine>> {
    const after = cursor === undefined ? undefined : placeIn(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('risk_spans').selectAll().where('per', '=', per);
      if (agent !== undefined) query = query.where('agent', '=', agent);
      if (tool !== undefined) query = query.where('tool', '=', tool);
      if (from !== undefined) query = query.where('span', '>=', spanAt(per, from));
      if (to !== undefined) query = query.where('span', beginOf(per, spanAt(per, to)) === to ? '<' : '<=', spanAt(per, to));
      if (after) {
        const [span, ...rest] = after;
        query = query.where(sql<boolean>`(span < ${span} or (span = ${span} and (agent, tool) > (${sql.join(rest)})))`);
      }
      return query
        .orderBy('span', 'desc')
        .orderBy('agent')
        .orderBy('tool')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, lineOf, (row) => [row.span, row.agent, row.tool]);
  }
}

function lineOf(row: Row): RiskLine {
  const counts = {
    critical: Number(row.critical),
    high: Number(row.high),
    medium: Number(row.medium),
    low: Number(row.low),
    none: Number(row.none),
  };
  return {
    from: beginOf(row.per as Span, row.span),
    agent: row.agent,
    tool: row.tool,
    highest: RISKS.findLast((risk) => counts[risk.toLowerCase() as Lowercase<Risk>] > 0) ?? 'NONE',
    ...counts,
    raised: Number(row.raised),
    lowered: Number(row.lowered),
    loweredDestructive: Number(row.lowered_destructive),
    scored: Number(row.scored),
    score: Number(row.score),
  };
}

/** Caller-controlled. */
function placeIn(cursor: string): readonly string[] {
  const place = decodeCursor(cursor, 3);
  if (place.every((part) => typeof part === 'string' && /^[\x21-\x7e]{1,128}$/.test(part))) return place as string[];
  throw refuseWith('INVALID_INPUT', 'cursor: not a cursor of this list');
}
