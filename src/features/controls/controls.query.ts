import { Inject, Injectable } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { ControlView } from './answers.js';

interface SetRow {
  effect: ControlView['effect'];
  scope: ControlView['scope'];
  target: string;
  reason: string;
  set_by: string;
  set_at: Date;
  position: string;
}

@Injectable()
export class ControlsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** All of them: there are as many as operators set by hand. */
  async all(tenant: string): Promise<ControlView[]> {
    const rows = await this.database.as(tenant, (db) =>
      db.selectFrom('controls_set').selectAll().orderBy('position').limit(10_000).execute(),
    );
    return (rows as SetRow[]).map((row) => ({
      effect: row.effect,
      scope: row.scope,
      target: row.target === '' ? null : row.target,
      reason: row.reason,
      setBy: row.set_by,
      setAt: row.set_at.toISOString(),
      position: Number(row.position),
    }));
  }
}
