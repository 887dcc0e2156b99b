import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import type { PageQuery } from '#libs/operations';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { OperatorView } from './answers.js';
import type { operatorsTables } from './operators.projection.js';
import { clientIdOf } from './operator-directory.js';

@Injectable()
export class OperatorsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Oldest first. */
  async list(tenant: string, { limit, cursor }: PageQuery): Promise<Page<OperatorView>> {
    const after = cursor === undefined ? 0 : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof operatorsTables>>) =>
      db
        .selectFrom('operators_operators')
        .selectAll()
        .where('position', '>', String(after))
        .orderBy('position')
        .limit(limit + 1)
        .execute(),
    );
    return pageOf(
      rows,
      limit,
      (row) => view(tenant, row),
      (row) => [Number(row.position)],
    );
  }
}

function view(tenant: string, row: RowOf<(typeof operatorsTables)[0]>): OperatorView {
  return {
    id: row.id,
    name: row.name,
    roles: JSON.parse(row.roles) as OperatorView['roles'],
    clientId: clientIdOf(tenant, row.id),
    registeredAt: row.registered_at.toISOString(),
    registeredBy: row.registered_by,
    secretRotatedAt: row.secret_rotated_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    endedBy: row.ended_by,
  };
}
