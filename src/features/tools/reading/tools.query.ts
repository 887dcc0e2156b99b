import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { JsonObject, RowOf, TablesOf } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { ToolFilter, ToolView } from '../answers.js';
import type { ToolClass, ToolRisk } from '../tool-words.js';
import type { toolsTables } from './tools.projection.js';

type Tables = TablesOf<typeof toolsTables>;
type Row = RowOf<(typeof toolsTables)[0]>;

@Injectable()
export class ToolsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Newest description first. */
  async list(tenant: string, { class: kind, name, limit, cursor }: ToolFilter): Promise<Page<ToolView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('tools_tools').selectAll();
      if (kind !== undefined) query = query.where('class', '=', kind);
      if (name !== undefined) query = query.where('name', '=', name);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

function view(row: Row): ToolView {
  return {
    name: row.name,
    class: row.class as ToolClass,
    returns: [...row.returns],
    owner: row.owner,
    risk: row.risk as ToolRisk,
    argumentSchema: row.argument_schema === null ? null : (parseJson(row.argument_schema) as JsonObject),
    version: row.version,
    describedBy: row.described_by,
    describedAt: row.described_at.toISOString(),
    position: Number(row.position),
  };
}
