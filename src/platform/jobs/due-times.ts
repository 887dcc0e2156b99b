import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { runAt } from '#libs/event-sourcing';
import type { DueRun } from '#libs/jobs';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { surviveLostConnections } from '#platform/database/lost-connections';
import { roleUrl } from '#platform/database/role-urls';

/** Rows of a read table whose time comes: those in these states, at what the column says, or so much later. */
export interface TimedRows {
  readonly table: string;
  readonly states: readonly string[];
  readonly at: string;
  readonly laterMs?: number;
}

/** At one look; the next finds the others. */
const AT_ONCE = 5_000;

/**
 * What has a time and waits for it, of all tenants at once. Reads as the role of the jobs, which sees of these tables whose row, in
 * which state and when, and nothing else.
 */
@Injectable()
export class DueTimes implements OnApplicationShutdown {
  private pool: pg.Pool | undefined;

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  /** The first of those that are due until then, as `<tenant>/<id>` at its time. */
  async until(time: Date, rows: readonly TimedRows[]): Promise<readonly DueRun[]> {
    const parts = rows.map(
      ({ table, at }, index) => `(select tenant, id, ${at} + $${2 * index + 2}::bigint * interval '1 millisecond' as due
        from ${table} where state = any($${2 * index + 3}::text[])
          and ${at} <= $1::timestamptz - $${2 * index + 2}::bigint * interval '1 millisecond'
        order by ${at} limit ${AT_ONCE})`,
    );
    const found = await this.look<{ tenant: string; id: string; due: Date }>(
      `select tenant, id, due from (${parts.join(' union all ')}) as timed order by due limit ${AT_ONCE}`,
      [time, ...rows.flatMap(({ laterMs = 0, states }) => [laterMs, states])],
    );
    return found.map(({ tenant, id, due }) => runAt(`${tenant}/${id}`, due.getTime()));
  }

  /** Asks as the role of the jobs, of all tenants. */
  async look<R extends object>(statement: string, values: readonly unknown[] = []): Promise<readonly R[]> {
    return (await this.connections().query<R>(statement, [...values])).rows;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.end();
  }

  /** Only a process that runs jobs looks. */
  private connections(): pg.Pool {
    if (this.pool) return this.pool;
    this.pool = new pg.Pool({
      connectionString: roleUrl(this.configuration, 'writ_jobs'),
      max: 1,
      application_name: 'writ-due-times',
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
    });
    surviveLostConnections(this.pool);
    return this.pool;
  }
}
