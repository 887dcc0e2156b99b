import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { JsonObject, RowOf, TablesOf } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { InvariantFilter, InvariantView } from '../answers.js';
import type { invariantsTables } from './invariants.projection.js';

type Tables = TablesOf<typeof invariantsTables>;
type Row = RowOf<(typeof invariantsTables)[0]>;

@Injectable()
export class InvariantsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Newest declaration first. */
  async list(tenant: string, { limit, cursor }: InvariantFilter): Promise<Page<InvariantView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('invariants_invariants').selectAll();
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

function view(row: Row): InvariantView {
  return {
    name: row.name,
    says: row.says,
    rego: row.rego,
    parameters: parseJson(row.parameters) as JsonObject,
    declaredBy: row.declared_by,
    since: row.declared_at.toISOString(),
    position: Number(row.position),
  };
}
