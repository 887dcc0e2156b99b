import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { ControlView } from './answers.js';
import type { controlsTables } from './controls.projection.js';

@Injectable()
export class ControlsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /**
   * All of them, oldest first: there are as many as operators set by hand. To the deployment itself these are its own and, by the policy
   * of the table, those tenants that its owner stopped by name.
   */
  async all(tenant: string): Promise<ControlView[]> {
    const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof controlsTables>>) =>
      db.selectFrom('controls_set').selectAll().orderBy('set_at').orderBy('tenant').orderBy('position').limit(10_000).execute(),
    );
    return rows.map((row) => ({
      effect: row.effect as ControlView['effect'],
      scope: row.scope as ControlView['scope'],
      target: row.target === '' ? null : row.target,
      reason: row.reason,
      setBy: row.set_by,
      setAt: row.set_at.toISOString(),
      position: Number(row.position),
    }));
  }
}
