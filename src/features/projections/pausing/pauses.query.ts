import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { BoundedMap } from '#libs/bounded';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { SubscriptionRegistry } from '#libs/nest-event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { projectionsTables } from '../listing/projections.projection.js';

type Tables = TablesOf<typeof projectionsTables>;
export type PauseRow = RowOf<(typeof projectionsTables)[0]>;

/** How long what was found is gone by: a pause takes hold so much later. */
const KNOWN_MS = 500;
const MOST_TENANTS = 10_000;

interface Known {
  readonly at: number;
  readonly names: Promise<ReadonlySet<string>>;
}

/** What is paused, which whoever runs projections and reactions asks before each round. */
@Injectable()
export class PausesQuery {
  private readonly known = new BoundedMap<string, Known>(MOST_TENANTS);

  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(SubscriptionRegistry) registry: SubscriptionRegistry,
  ) {
    registry.isPaused = async (tenant, name, asOf) => {
      if (asOf === 'now') this.known.delete(tenant);
      return (await this.names(tenant)).has(name);
    };
  }

  list(tenant: string): Promise<PauseRow[]> {
    return this.database.as(tenant, (db: Transaction<Tables>) => db.selectFrom('projections_pauses').selectAll().execute());
  }

  /** One look for all who ask at the same time. */
  private names(tenant: string): Promise<ReadonlySet<string>> {
    const before = this.known.get(tenant);
    if (before && performance.now() - before.at < KNOWN_MS) return before.names;
    const names = this.list(tenant).then((rows) => new Set(rows.map(({ projection }) => projection)));
    names.catch(() => this.known.delete(tenant));
    this.known.set(tenant, { at: performance.now(), names });
    return names;
  }
}
