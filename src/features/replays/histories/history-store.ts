import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { TenantDatabase } from '#platform/database/tenant-database';
import { HistoryContent } from './history-content.js';
import type { HistoryFormat } from './history-row.js';

/** Rows that are written at once. */
const AT_ONCE = 1_000;
const READ_AT_ONCE = 200;

export interface KeptHistory {
  readonly digest: string;
  readonly format: HistoryFormat;
  readonly rows: number;
  /** Of them, those that tell what was decided. */
  readonly ruled: number;
  readonly addedAt: string;
}

/** Histories that were not recorded here, by content. */
@Injectable()
export class HistoryStore {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Keeping the same again changes nothing. `texts` are the rows as JSON. */
  async keep(tenant: string, history: Omit<KeptHistory, 'addedAt'>, texts: readonly string[]): Promise<void> {
    const { digest, format, rows, ruled } = history;
    await this.database.as(tenant, async (db) => {
      const kept = await sql`insert into replays_histories (tenant, digest, format, rows, ruled)
        values (${tenant}, ${digest}, ${format}, ${rows}, ${ruled}) on conflict do nothing returning 1`.execute(db);
      if (kept.rows.length === 0) return;
      for (let at = 0; at < texts.length; at += AT_ONCE)
        await sql`insert into replays_history_rows (tenant, digest, place, body)
          select ${tenant}, ${digest}, ${at} + place, body
          from unnest(${texts.slice(at, at + AT_ONCE)}::text[]) with ordinality as given (body, place)`.execute(db);
    });
  }

  async list(tenant: string): Promise<KeptHistory[]> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<Omit<KeptHistory, 'addedAt'> & { added_at: Date }>`select digest, format, rows, ruled, added_at
        from replays_histories where tenant = ${tenant} order by added_at desc, digest`.execute(db),
    );
    return rows.map(({ added_at: addedAt, ...kept }) => ({ ...kept, addedAt: addedAt.toISOString() }));
  }

  async find(tenant: string, digest: string): Promise<KeptHistory | undefined> {
    return (await this.list(tenant)).find((kept) => kept.digest === digest);
  }

  /** Whether its rows are still those that its digest stands for. Reads all of them. */
  async isWhole(tenant: string, { digest, format }: Pick<KeptHistory, 'digest' | 'format'>): Promise<boolean> {
    const content = new HistoryContent(format);
    for (let after = 0; ;) {
      const { rows } = await this.database.as(tenant, (db) =>
        sql<{ place: number; body: string }>`select place, body from replays_history_rows
          where tenant = ${tenant} and digest = ${digest} and place > ${after} order by place limit ${READ_AT_ONCE}`.execute(db),
      );
      for (const { body } of rows) content.add(body);
      const last = rows.at(-1);
      if (!last) return content.digest() === digest;
      after = last.place;
    }
  }

  /** Whether it was there. */
  async drop(tenant: string, digest: string): Promise<boolean> {
    const { rows } = await this.database.as(tenant, async (db) => {
      await sql`delete from replays_history_rows where tenant = ${tenant} and digest = ${digest}`.execute(db);
      return sql`delete from replays_histories where tenant = ${tenant} and digest = ${digest} returning 1`.execute(db);
    });
    return rows.length > 0;
  }
}
