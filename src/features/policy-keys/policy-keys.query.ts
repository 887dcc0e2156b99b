import { Inject, Injectable } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';
import type { PolicyKeyView } from './answers.js';

interface KeyRow {
  key_id: string;
  name: string;
  algorithm: PolicyKeyView['algorithm'];
  public_key: string;
  status: PolicyKeyView['status'];
  registered_at: Date;
  registered_by: string;
  retired_at: Date | null;
  retired_by: string | null;
  replaced_by: string | null;
  revoked_at: Date | null;
  revoked_by: string | null;
  reason: string | null;
  position: string;
}

@Injectable()
export class PolicyKeysQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Oldest first. */
  async list(tenant: string, { limit, cursor }: PageQuery): Promise<Page<PolicyKeyView>> {
    const after = cursor === undefined ? 0 : decodePosition(cursor);
    const rows = (await this.database.as(tenant, (db) =>
      db
        .selectFrom('policy_keys_keys')
        .selectAll()
        .where('position', '>', after)
        .orderBy('position')
        .limit(limit + 1)
        .execute(),
    )) as KeyRow[];
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

function view(row: KeyRow): PolicyKeyView {
  return {
    keyId: row.key_id,
    name: row.name,
    algorithm: row.algorithm,
    publicKey: row.public_key,
    status: row.status,
    registeredAt: row.registered_at.toISOString(),
    registeredBy: row.registered_by,
    retiredAt: row.retired_at?.toISOString() ?? null,
    retiredBy: row.retired_by,
    replacedBy: row.replaced_by,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revokedBy: row.revoked_by,
    reason: row.reason,
  };
}
