import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';
import type { SessionView } from './answers.js';
import { SessionList, type ListedSession } from './contract.js';
import type { sessionsTables } from './sessions.projection.js';

const MOST_NAMES = 1_000;

@Injectable()
export class SessionsQuery extends SessionList {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {
    super();
  }

  async ids(tenant: string): Promise<readonly string[]> {
    const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof sessionsTables>>) =>
      db.selectFrom('sessions_sessions').select('id').orderBy('position', 'desc').limit(MOST_NAMES).execute(),
    );
    return rows.map(({ id }) => id);
  }

  async many(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, SessionView>> {
    const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof sessionsTables>>) =>
      db.selectFrom('sessions_sessions').selectAll().where('id', 'in', ids).execute(),
    );
    return new Map(rows.map((row) => [row.id, view(row)]));
  }

  async ofAgents(
    tenant: string,
    agents: readonly string[],
    { limit, before }: { readonly limit: number; readonly before: number },
  ): Promise<ReadonlyMap<string, readonly ListedSession[]>> {
    const { rows } = await this.database.as(tenant, (db: Transaction<TablesOf<typeof sessionsTables>>) =>
      sql<RowOf<(typeof sessionsTables)[0]>>`select found.* from unnest(${agents}::text[]) as asked (agent) cross join lateral (
          select * from sessions_sessions s where s.tenant = ${tenant} and s.agent = asked.agent and s.position < ${before}
          order by s.position desc limit ${limit}
        ) as found`.execute(db),
    );
    const listed = rows.map((row) => ({ view: view(row), position: Number(row.position) }));
    return Map.groupBy(listed, ({ view: { agent } }) => agent);
  }

  async find(tenant: string, id: string): Promise<SessionView | undefined> {
    const row = await this.database.as(tenant, (db: Transaction<TablesOf<typeof sessionsTables>>) =>
      db.selectFrom('sessions_sessions').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    return row && view(row);
  }

  /** Newest first. */
  async list(tenant: string, { limit, cursor }: PageQuery): Promise<Page<SessionView>> {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof sessionsTables>>) =>
      db
        .selectFrom('sessions_sessions')
        .selectAll()
        .where('position', '<', String(before))
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute(),
    );
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

function view(row: RowOf<(typeof sessionsTables)[0]>): SessionView {
  return {
    id: row.id,
    agent: row.agent,
    tags: JSON.parse(row.tags) as string[],
    parentSessionId: row.parent,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    lastAt: row.last_at.toISOString(),
    decisions: row.decisions,
    allowed: row.allowed,
  };
}
