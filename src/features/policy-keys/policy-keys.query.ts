import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';
import type { PolicyKeyView } from './answers.js';
import type { policyKeysTables } from './policy-keys.projection.js';

@Injectable()
export class PolicyKeysQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Oldest first. */
  async list(tenant: string, { limit, cursor }: PageQuery): Promise<Page<PolicyKeyView>> {
    const after = cursor === undefined ? 0 : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof policyKeysTables>>) =>
      db
        .selectFrom('policy_keys_keys')
        .selectAll()
        .where('position', '>', String(after))
        .orderBy('position')
        .limit(limit + 1)
        .execute(),
    );
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

function view(row: RowOf<(typeof policyKeysTables)[0]>): PolicyKeyView {
  return {
    keyId: row.key_id,
    name: row.name,
    algorithm: row.algorithm as PolicyKeyView['algorithm'],
    publicKey: row.public_key,
    status: row.status as PolicyKeyView['status'],
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
