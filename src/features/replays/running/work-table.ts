import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { parseJson } from '#libs/exact-json';
import type { ReplayReport, Tallied } from '#libs/replay';
import { TenantDatabase } from '#platform/database/tenant-database';

/** How long a lane is somebody's who says nothing. */
export const HELD_SECONDS = 5;

export interface Progress {
  readonly stretches: number;
  readonly decisions: number;
  /** Milliseconds since 1970; null before anybody began. */
  readonly beganAt: number | null;
  readonly lastAt: number | null;
}

/** What workers have worked out of replays so far. All of it follows from the ledger, so whatever is lost is worked out again. */
@Injectable()
export class ReplayWork {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Whether the lane is the holder's from now on, for a while. */
  async take(tenant: string, replay: string, lane: number, holder: string): Promise<boolean> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql`insert into replays_lanes (tenant, replay, lane, holder, held_until, failures)
        values (${tenant}, ${replay}, ${lane}, ${holder}, clock_timestamp() + ${HELD_SECONDS} * interval '1 second', 0)
        on conflict (tenant, replay, lane) do update set holder = excluded.holder, held_until = excluded.held_until
        where replays_lanes.holder = excluded.holder or replays_lanes.held_until < clock_timestamp() returning 1`.execute(db),
    );
    return rows.length > 0;
  }

  /** Whoever holds lanes still does. */
  async hold(tenant: string, replay: string, holder: string): Promise<void> {
    await this.database.as(tenant, (db) =>
      sql`update replays_lanes set held_until = clock_timestamp() + ${HELD_SECONDS} * interval '1 second'
        where tenant = ${tenant} and replay = ${replay} and holder = ${holder}`.execute(db),
    );
  }

  async release(tenant: string, replay: string, holder: string): Promise<void> {
    await this.database.as(tenant, (db) =>
      sql`update replays_lanes set held_until = clock_timestamp() - interval '1 second'
        where tenant = ${tenant} and replay = ${replay} and holder = ${holder}`.execute(db),
    );
  }

  /** How often the lane has failed in a row, this time included. */
  async failed(tenant: string, replay: string, lane: number): Promise<number> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{
        failures: number;
      }>`update replays_lanes set failures = failures + 1, held_until = clock_timestamp() - interval '1 second'
        where tenant = ${tenant} and replay = ${replay} and lane = ${lane} returning failures`.execute(db),
    );
    return rows[0]?.failures ?? 1;
  }

  async done(tenant: string, replay: string): Promise<ReadonlySet<number>> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ stretch: number }>`select stretch from replays_stretches where tenant = ${tenant} and replay = ${replay}`.execute(db),
    );
    return new Set(rows.map(({ stretch }) => stretch));
  }

  /** Kept once: whoever works on the same stretch at the same time comes to the same. */
  async keep(tenant: string, replay: string, lane: number, stretch: number, tallied: Tallied): Promise<void> {
    await this.database.as(tenant, async (db) => {
      await sql`insert into replays_stretches (tenant, replay, stretch, decisions, tally)
        values (${tenant}, ${replay}, ${stretch}, ${tallied.decisions}, ${JSON.stringify(tallied)}) on conflict do nothing`.execute(
        db,
      );
      await sql`update replays_lanes set failures = 0 where tenant = ${tenant} and replay = ${replay} and lane = ${lane}
        and failures > 0`.execute(db);
    });
  }

  /** What came of each stretch, in their order. */
  async tallies(tenant: string, replay: string, take: (tallied: Tallied) => void): Promise<void> {
    const AT_ONCE = 50;
    for (let after = -1; ;) {
      const { rows } = await this.database.as(tenant, (db) =>
        sql<{ stretch: number; tally: string }>`select stretch, tally from replays_stretches
          where tenant = ${tenant} and replay = ${replay} and stretch > ${after} order by stretch limit ${AT_ONCE}`.execute(db),
      );
      for (const { tally } of rows) take(parseJson(tally) as unknown as Tallied);
      if (rows.length < AT_ONCE) return;
      after = rows.at(-1)?.stretch ?? after;
    }
  }

  async progress(tenant: string, replay: string): Promise<Progress> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ stretches: string; decisions: string; began: Date | null; last: Date | null }>`select count(*) as stretches,
          coalesce(sum(decisions), 0) as decisions, max(done_at) as last,
          (select min(began_at) from replays_lanes where tenant = ${tenant} and replay = ${replay}) as began
        from replays_stretches where tenant = ${tenant} and replay = ${replay}`.execute(db),
    );
    const [row] = rows;
    return {
      stretches: Number(row?.stretches ?? 0),
      decisions: Number(row?.decisions ?? 0),
      beganAt: row?.began?.getTime() ?? null,
      lastAt: row?.last?.getTime() ?? null,
    };
  }

  /** Before the event that names it: whatever is named can be read. Keeping the same again changes nothing. */
  async keepReport(tenant: string, digest: string, body: string, { differences }: ReplayReport): Promise<void> {
    await this.database.as(tenant, async (db) => {
      const kept = await sql`insert into replays_reports (tenant, digest, body) values (${tenant}, ${digest}, ${body})
        on conflict do nothing returning 1`.execute(db);
      if (kept.rows.length === 0) return;
      const rows = differences.map((each, place) => ({ place, ...each, body: JSON.stringify(each) }));
      await sql`insert into replays_differences (tenant, report, place, severity, cause, tool, body)
        select ${tenant}, ${digest}, * from unnest(${rows.map(({ place }) => place)}::int[],
          ${rows.map(({ severity }) => severity)}::text[], ${rows.map(({ cause }) => cause)}::text[],
          ${rows.map(({ tool }) => tool)}::text[], ${rows.map((row) => row.body)}::text[])`.execute(db);
    });
  }

  /** What nobody needs any more once the report is there, or nobody wants to know. */
  async forget(tenant: string, replay: string): Promise<void> {
    await this.database.as(tenant, async (db) => {
      await sql`delete from replays_stretches where tenant = ${tenant} and replay = ${replay}`.execute(db);
      await sql`delete from replays_lanes where tenant = ${tenant} and replay = ${replay}`.execute(db);
    });
  }
}
