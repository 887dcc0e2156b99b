import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { parseJson } from '#libs/exact-json';
import type { PinView } from './answers.js';
import type { pinsTables } from './pins.projection.js';

@Injectable()
export class PinsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Those that hold at `now`, oldest first; there are never more than 500. */
  async holding(tenant: string, now: Date): Promise<PinView[]> {
    const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof pinsTables>>) =>
      db.selectFrom('pins_pins').selectAll().where('expires_at', '>', now).orderBy('position').execute(),
    );
    return rows.map(({ pin, selector, policy, revision, digest, expires_at, reason, set_by, set_at, position }) => ({
      pin,
      selector: parseJson(selector) as PinView['selector'],
      policy: { id: policy, revision, digest },
      expiresAt: expires_at.toISOString(),
      reason,
      setBy: set_by,
      setAt: set_at.toISOString(),
      position: Number(position),
    }));
  }
}
