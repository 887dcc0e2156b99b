import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { BoundedMap } from '#libs/bounded';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { SubscriptionRegistry } from '#libs/nest-event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { projectionsTables } from '../listing/projections.projection.js';

type Tables = TablesOf<typeof projectionsTables>;
export type PauseRow = RowOf<(typeof projectionsTables)[0]>;

/** How long what was found is gone by: whatever is to stand still does so much later. */
export const KNOWN_MS = 500;
const MOST_TENANTS = 10_000;

interface Known {
  readonly at: number;
  readonly still: Promise<Still>;
}
interface Still {
  readonly paused: ReadonlySet<string>;
  /** Because a rebuild writes its rows. */
  readonly held: ReadonlySet<string>;
}

/** What stands still, which whoever runs projections and reactions asks before each round. */
@Injectable()
export class PausesQuery {
  private readonly known = new BoundedMap<string, Known>(MOST_TENANTS);

  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(SubscriptionRegistry) registry: SubscriptionRegistry,
  ) {
    registry.isPaused = async (tenant, name, asOf) => {
      if (asOf === 'now') this.known.delete(tenant);
      return (await this.still(tenant)).paused.has(name);
    };
    registry.standsStill = async (tenant, name) => {
      const { paused, held } = await this.still(tenant);
      return paused.has(name) || held.has(name);
    };
  }

  list(tenant: string): Promise<PauseRow[]> {
    return this.database.as(tenant, (db: Transaction<Tables>) => db.selectFrom('projections_pauses').selectAll().execute());
  }

  /** One look for all who ask at the same time. */
  private still(tenant: string): Promise<Still> {
    const before = this.known.get(tenant);
    if (before && performance.now() - before.at < KNOWN_MS) return before.still;
    const still = this.look(tenant);
    still.catch(() => this.known.delete(tenant));
    this.known.set(tenant, { at: performance.now(), still });
    return still;
  }

  private async look(tenant: string): Promise<Still> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{
        projection: string;
        why: keyof Still;
      }>`select projection, 'paused' as why from projections_pauses where tenant = ${tenant}
        union all select r.projection, 'held' from projections_work as w
          join projections_runs as r on r.tenant = w.tenant and r.id = w.run
          where w.tenant = ${tenant} and w.held_until > clock_timestamp()`.execute(db),
    );
    const names = (of: keyof Still) => new Set(rows.filter(({ why }) => why === of).map(({ projection }) => projection));
    return { paused: names('paused'), held: names('held') };
  }
}
