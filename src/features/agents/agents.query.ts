import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';
import { parseJson } from '#libs/exact-json';
import type { agentsTables } from './agents.projection.js';
import type { AgentView } from './answers.js';

type Tables = TablesOf<typeof agentsTables>;

@Injectable()
export class AgentsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Oldest first. */
  async list(tenant: string, { limit, cursor }: PageQuery): Promise<Page<AgentView>> {
    const after = cursor === undefined ? 0 : decodePosition(cursor);
    return this.database.as(tenant, async (db: Transaction<Tables>) => {
      const rows = await db
        .selectFrom('agents_agents')
        .selectAll()
        .where('position', '>', String(after))
        .orderBy('position')
        .limit(limit + 1)
        .execute();
      const ids = rows.map((row) => row.id);
      const keys =
        ids.length === 0
          ? []
          : await db.selectFrom('agents_keys').selectAll().where('agent', 'in', ids).orderBy('issued_at').execute();
      return pageOf(
        rows,
        limit,
        (row) => view(row, keys),
        (row) => [Number(row.position)],
      );
    });
  }
}

function view(row: Tables['agents_agents'], keys: readonly Tables['agents_keys'][]): AgentView {
  return {
    id: row.id,
    name: row.name,
    labels: parseJson(row.labels) as Record<string, string>,
    registeredAt: row.registered_at.toISOString(),
    registeredBy: row.registered_by,
    keys: keys
      .filter((key) => key.agent === row.id)
      .map((key) => ({
        keyId: key.key_id,
        issuedAt: key.issued_at.toISOString(),
        revokedAt: key.revoked_at?.toISOString() ?? null,
        cause: key.cause as AgentView['keys'][number]['cause'],
      })),
  };
}
