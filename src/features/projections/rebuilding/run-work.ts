import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { parseJson } from '#libs/exact-json';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { RowsCompared } from '../events.js';

/** What a rebuild came to, kept with the rows it wrote. */
export interface Swapped {
  readonly compared: RowsCompared;
  readonly written: number;
}

/** How far whoever works on a run has come. It goes when the run is over. */
@Injectable()
export class RunWork {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  async progressed(tenant: string, run: string, done: number, total: number): Promise<void> {
    await this.database.as(tenant, (db) =>
      sql`insert into projections_work (tenant, run, done, total) values (${tenant}, ${run}, ${done}, ${total})
        on conflict (tenant, run) do update set done = excluded.done, total = excluded.total`.execute(db),
    );
  }

  /** How often in all. */
  async failed(tenant: string, run: string): Promise<number> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ failures: number }>`insert into projections_work (tenant, run, failures) values (${tenant}, ${run}, 1)
        on conflict (tenant, run) do update set failures = projections_work.failures + 1 returning failures`.execute(db),
    );
    return rows[0]?.failures ?? 1;
  }

  /** For so long the projection is followed by nobody, unless this is said again. */
  async hold(tenant: string, run: string, seconds: number): Promise<void> {
    await this.database.as(tenant, (db) =>
      sql`insert into projections_work (tenant, run, held_until) values (${tenant}, ${run}, clock_timestamp() + ${seconds} * interval '1 second')
        on conflict (tenant, run) do update set held_until = excluded.held_until`.execute(db),
    );
  }

  /** The statement that keeps what was found, for the transaction that writes the rows. */
  keeping(tenant: string, run: string, swapped: Swapped): { readonly text: string; readonly values: readonly unknown[] } {
    return {
      text: `insert into projections_work (tenant, run, outcome) values ($1, $2, $3)
        on conflict (tenant, run) do update set outcome = excluded.outcome, held_until = null`,
      values: [tenant, run, JSON.stringify(swapped)],
    };
  }

  /** What was found by whoever wrote the rows; undefined when nobody did. */
  async swapped(tenant: string, run: string): Promise<Swapped | undefined> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ outcome: string | null }>`select outcome from projections_work where tenant = ${tenant} and run = ${run}`.execute(db),
    );
    const outcome = rows[0]?.outcome;
    return outcome ? (parseJson(outcome) as unknown as Swapped) : undefined;
  }

  /** Whether somebody is writing the rows, or was a moment ago. */
  async isHeld(tenant: string, run: string): Promise<boolean> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql`select 1 from projections_work where tenant = ${tenant} and run = ${run} and held_until > clock_timestamp()`.execute(
        db,
      ),
    );
    return rows.length > 0;
  }

  async forget(tenant: string, run: string): Promise<void> {
    await this.database.as(tenant, (db) =>
      sql`delete from projections_work where tenant = ${tenant} and run = ${run}`.execute(db),
    );
  }
}
