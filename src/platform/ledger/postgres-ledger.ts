import pg from 'pg';
import type { Configuration } from '#platform/config/configuration';
import { surviveLostConnections } from '#platform/database/lost-connections';
import { roleUrl } from '#platform/database/role-urls';
import { ReadModels } from '#platform/operations/min-position';
import { createPostgresEventStore, createSubscriptionPool, ProjectedPositions } from '#libs/event-store-postgres';
import type { EventStore } from '#libs/event-sourcing';

export function openLedger(configuration: Configuration): EventStore {
  return createPostgresEventStore({ ledger: roleUrl(configuration, 'writ_ledger'), app: roleUrl(configuration, 'writ_app') });
}

/** Waits for projections, which the worker keeps, on the database they are written to. */
export class PostgresReadModels extends ReadModels {
  private readonly pool: pg.Pool;
  private readonly positions: ProjectedPositions;

  constructor(configuration: Configuration) {
    super();
    const url = roleUrl(configuration, 'writ_app');
    this.pool = createSubscriptionPool(url, 2);
    this.positions = new ProjectedPositions(this.pool);
  }

  reached(projection: string, tenant: string, position: number, timeoutMs: number): Promise<boolean> {
    return this.positions.waitForPosition(projection, tenant, position, timeoutMs);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** Events that each projection has not applied yet, over all tenants. */
export class ProjectionLag {
  private readonly pool: pg.Pool;

  constructor(configuration: Configuration) {
    this.pool = new pg.Pool({
      connectionString: roleUrl(configuration, 'writ_ledger'),
      max: 1,
      connectionTimeoutMillis: 2_000,
      statement_timeout: 2_000,
    });
    surviveLostConnections(this.pool);
  }

  /** Rejects when the database does not answer within two seconds. */
  async of(projections: readonly string[]): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ name: string; lag: string }>(
      `select names.name, coalesce(sum(greatest(0, heads.position - coalesce(points.position, 0))), 0) as lag
       from unnest($1::text[]) as names (name)
       left join ledger_heads as heads on true
       left join ledger_checkpoints as points on points.tenant = heads.tenant and points.subscription = names.name
       group by names.name`,
      [projections],
    );
    return new Map(rows.map((row) => [row.name, Number(row.lag)]));
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
