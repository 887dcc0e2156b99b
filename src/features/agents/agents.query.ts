import { Inject, Injectable } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';
import type { AgentView } from './answers.js';

interface AgentRow {
  id: string;
  name: string;
  labels: string;
  registered_at: Date;
  registered_by: string;
  position: string;
}

interface KeyRow {
  agent: string;
  key_id: string;
  issued_at: Date;
  revoked_at: Date | null;
  cause: 'rotated' | 'revoked' | null;
}

@Injectable()
export class AgentsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Oldest first. */
  async list(tenant: string, { limit, cursor }: PageQuery): Promise<Page<AgentView>> {
    const after = cursor === undefined ? 0 : decodePosition(cursor);
    return this.database.as(tenant, async (db) => {
      const rows = (await db
        .selectFrom('agents_agents')
        .selectAll()
        .where('position', '>', after)
        .orderBy('position')
        .limit(limit + 1)
        .execute()) as AgentRow[];
      const ids = rows.map((row) => row.id);
      const keys =
        ids.length === 0
          ? []
          : ((await db
              .selectFrom('agents_keys')
              .selectAll()
              .where('agent', 'in', ids)
              .orderBy('issued_at')
              .execute()) as KeyRow[]);
      return pageOf(
        rows,
        limit,
        (row) => view(row, keys),
        (row) => [Number(row.position)],
      );
    });
  }
}

function view(row: AgentRow, keys: readonly KeyRow[]): AgentView {
  return {
    id: row.id,
    name: row.name,
    labels: JSON.parse(row.labels) as Record<string, string>,
    registeredAt: row.registered_at.toISOString(),
    registeredBy: row.registered_by,
    keys: keys
      .filter((key) => key.agent === row.id)
      .map((key) => ({
        keyId: key.key_id,
        issuedAt: key.issued_at.toISOString(),
        revokedAt: key.revoked_at?.toISOString() ?? null,
        cause: key.cause,
      })),
  };
}
