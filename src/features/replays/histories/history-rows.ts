import { sql } from 'kysely';
import { parseJson } from '#libs/exact-json';
import type { TenantDatabase } from '#platform/database/tenant-database';
import type { HistoryRow } from './history-row.js';

/** Rows of histories as threads read them. */
export class HistoryRows {
  constructor(private readonly database: TenantDatabase) {}

  /** From one row to another, both included; the first is 1. */
  async read(tenant: string, digest: string, from: number, to: number): Promise<HistoryRow[]> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ body: string }>`select body from replays_history_rows
        where tenant = ${tenant} and digest = ${digest} and place between ${from} and ${to} order by place`.execute(db),
    );
    return rows.map(({ body }) => parseJson(body) as unknown as HistoryRow);
  }
}
