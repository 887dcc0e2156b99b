import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { TenantDatabase } from '#platform/database/tenant-database';

export interface Checkpoint {
  readonly version: number;
  readonly position: number;
}

/** Where a subscription stands still, and why. */
export interface Stop {
  readonly subscription: string;
  readonly position: number;
  readonly eventType: string;
  readonly problem: string;
  readonly since: string;
}

/** What whoever runs the projections and reactions writes about them. */
@Injectable()
export class SubscriptionRows {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  async checkpoints(tenant: string): Promise<ReadonlyMap<string, Checkpoint>> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ subscription: string; version: number; position: string }>`select subscription, version, position
        from ledger_checkpoints where tenant = ${tenant}`.execute(db),
    );
    return new Map(rows.map(({ subscription, version, position }) => [subscription, { version, position: Number(position) }]));
  }

  async stopped(tenant: string): Promise<Stop[]> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ subscription: string; position: string; type: string; reason: string; since: Date }>`select subscription, position,
        type, reason, since from ledger_stopped_subscriptions where tenant = ${tenant}`.execute(db),
    );
    return rows.map(({ subscription, position, type, reason, since }) => ({
      subscription,
      position: Number(position),
      eventType: type,
      problem: reason,
      since: since.toISOString(),
    }));
  }
}
