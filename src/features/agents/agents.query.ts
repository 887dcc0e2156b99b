import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import type { TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';
import { parseJson } from '#libs/exact-json';
import type { agentsTables } from './agents.projection.js';
import type { AgentView } from './answers.js';
import { AgentList } from './contract.js';

type Tables = TablesOf<typeof agentsTables>;

const MOST_NAMES = 2_000;

@Injectable()
export class AgentsQuery extends AgentList {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {
    super();
  }

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
      const keys = await keysOf(db, rows);
      return pageOf(
        rows,
        limit,
        (row) => view(row, keys),
        (row) => [Number(row.position)],
      );
    });
  }

  async many(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, AgentView>> {
    return this.database.as(tenant, async (db: Transaction<Tables>) => {
      const rows = await db.selectFrom('agents_agents').selectAll().where('id', 'in', ids).execute();
      const keys = await keysOf(db, rows);
      return new Map(rows.map((row) => [row.id, view(row, keys)]));
    });
  }

  async ids(tenant: string): Promise<readonly string[]> {
    return (await this.newest(tenant)).map(({ id }) => id);
  }

  async labels(tenant: string): Promise<readonly string[]> {
    const rows = await this.newest(tenant);
    return rows.flatMap(({ labels }) => Object.entries(labelsIn(labels)).map(([name, value]) => `${name}=${value}`));
  }

  async isLabel(tenant: string, label: string): Promise<boolean> {
    const split = label.indexOf('=');
    const [name, value] = [label.slice(0, split), label.slice(split + 1)];
    const found = await this.database.as(tenant, (db: Transaction<Tables>) =>
      db
        .selectFrom('agents_agents')
        .select('id')
        .where(sql<boolean>`labels::jsonb ->> ${name} = ${value}`)
        .limit(1)
        .executeTakeFirst(),
    );
    return found !== undefined;
  }

  private newest(tenant: string) {
    return this.database.as(tenant, (db: Transaction<Tables>) =>
      db.selectFrom('agents_agents').select(['id', 'labels']).orderBy('position', 'desc').limit(MOST_NAMES).execute(),
    );
  }
}

async function keysOf(
  db: Transaction<Tables>,
  rows: readonly Tables['agents_agents'][],
): Promise<readonly Tables['agents_keys'][]> {
  const ids = rows.map((row) => row.id);
  return ids.length === 0
    ? []
    : db.selectFrom('agents_keys').selectAll().where('agent', 'in', ids).orderBy('issued_at').execute();
}

function labelsIn(text: string): Record<string, string> {
  return parseJson(text) as Record<string, string>;
}

function view(row: Tables['agents_agents'], keys: readonly Tables['agents_keys'][]): AgentView {
  return {
    id: row.id,
    name: row.name,
    labels: labelsIn(row.labels),
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
