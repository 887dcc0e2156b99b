import { Inject, Injectable } from '@nestjs/common';
import type { PageQuery } from '#libs/operations';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { OperatorView } from './answers.js';
import { clientIdOf } from './operator-directory.js';

interface Row {
  id: string;
  name: string;
  roles: string;
  registered_at: Date;
  registered_by: string;
  secret_rotated_at: Date | null;
  ended_at: Date | null;
  ended_by: string | null;
  position: string;
}

@Injectable()
export class OperatorsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Oldest first. */
  async list(tenant: string, { limit, cursor }: PageQuery): Promise<Page<OperatorView>> {
    const after = cursor === undefined ? 0 : decodePosition(cursor);
    const rows = (await this.database.as(tenant, (db) =>
      db
        .selectFrom('operators_operators')
        .selectAll()
        .where('position', '>', after)
        .orderBy('position')
        .limit(limit + 1)
        .execute(),
    )) as Row[];
    return pageOf(
      rows,
      limit,
      (row) => view(tenant, row),
      (row) => [Number(row.position)],
    );
  }
}

function view(tenant: string, row: Row): OperatorView {
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
