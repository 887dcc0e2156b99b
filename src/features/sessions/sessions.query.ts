import { Inject, Injectable } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';
import type { SessionView } from './answers.js';

interface SessionRow {
  id: string;
  agent: string;
  tags: string;
  parent: string | null;
  opened_at: Date;
  closed_at: Date | null;
  last_at: Date;
  decisions: number;
  allowed: number;
  position: string;
}

@Injectable()
export class SessionsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  async find(tenant: string, id: string): Promise<SessionView | undefined> {
    const row = await this.database.as(tenant, (db) =>
      db.selectFrom('sessions_sessions').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    return row && view(row as SessionRow);
  }

  /** Newest first. */
  async list(tenant: string, { limit, cursor }: PageQuery): Promise<Page<SessionView>> {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodePosition(cursor);
    const rows = (await this.database.as(tenant, (db) =>
      db
        .selectFrom('sessions_sessions')
        .selectAll()
        .where('position', '<', before)
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute(),
    )) as SessionRow[];
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

function view(row: SessionRow): SessionView {
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
