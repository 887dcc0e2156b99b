import pg from 'pg';
import type { Configuration } from '#platform/config/configuration';
import { surviveLostConnections } from '#platform/database/lost-connections';
import { roleUrl } from '#platform/database/role-urls';
import type { Metrics } from '#platform/telemetry/metrics';
import { ReadModels } from '#platform/operations/min-position';
import {
  createPostgresEventStore,
  createSubscriptionPool,
  ProjectedPositions,
  type LedgerWatch,
} from '#libs/event-store-postgres';
import type { EventStore } from '#libs/event-sourcing';

export function openLedger(configuration: Configuration, metrics: Metrics): EventStore {
  const watch: LedgerWatch = {
    committed: (events, ms) => {
      metrics.commits.observe(ms / 1000);
      metrics.batches.observe(events);
    },
    opened: (waiting, pools) => {
      metrics.gauge('writ_ledger_appends_waiting', 'Appends whose callers wait for the ledger.', [], (gauge) =>
        gauge.set(waiting()),
      );
      for (const [name, pool] of Object.entries(pools)) metrics.watchPool(name, pool);
    },
  };
  return createPostgresEventStore({
    ledger: roleUrl(configuration, 'writ_ledger'),
    app: roleUrl(configuration, 'writ_app'),
    watch,
  });
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

/** How far one projection is behind, over all tenants but those in whose ledgers it stands still before an event or is paused. */
export interface Lag {
  /** Events that it has not applied yet. */
  readonly events: number;
  /** Those of the ledger in which there are most. */
  readonly most: number;
  /** Ledgers in which it stands still. */
  readonly stopped: number;
  /** Tenants there are. */
  readonly tenants: number;
}

/** Events that each projection has not applied yet. */
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
  async of(projections: readonly string[]): Promise<Map<string, Lag>> {
    const { rows } = await this.pool.query<{ name: string; events: string; most: string; stopped: string; tenants: string }>(
      `select name, coalesce(sum(lag), 0) as events, coalesce(max(lag), 0) as most, count(stopped) as stopped,
         count(*) filter (where tenant <> '_deployment') as tenants from (
         select names.name, heads.tenant, stops.tenant as stopped,
           case when stops.tenant is null and paused.tenant is null then greatest(0, heads.position - coalesce(points.position, 0)) end as lag
         from unnest($1::text[]) as names (name)
         left join ledger_heads as heads on true
         left join ledger_checkpoints as points on points.tenant = heads.tenant and points.subscription = names.name
         left join ledger_stopped_subscriptions as stops on stops.tenant = heads.tenant and stops.subscription = names.name
         left join ledger_paused_subscriptions as paused on paused.tenant = heads.tenant and paused.subscription = names.name
       ) as each group by name`,
      [projections],
    );
    const lagOf = ({ events, most, stopped, tenants }: (typeof rows)[number]): Lag => ({
      events: Number(events),
      most: Number(most),
      stopped: Number(stopped),
      tenants: Number(tenants),
    });
    return new Map(rows.map((row) => [row.name, lagOf(row)]));
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
