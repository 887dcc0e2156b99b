import { Inject, Injectable } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { PinView } from './answers.js';

interface Row {
  pin: string;
  selector: string;
  policy: string;
  revision: number;
  digest: string;
  expires_at: Date;
  reason: string;
  set_by: string;
  set_at: Date;
  position: string;
}

@Injectable()
export class PinsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Those that hold at `now`, oldest first; there are never more than 500. */
  async holding(tenant: string, now: Date): Promise<PinView[]> {
    const rows = (await this.database.as(tenant, (db) =>
      db.selectFrom('pins_pins').selectAll().where('expires_at', '>', now.toISOString()).orderBy('position').execute(),
    )) as Row[];
    return rows.map(({ pin, selector, policy, revision, digest, expires_at, reason, set_by, set_at, position }) => ({
      pin,
      selector: JSON.parse(selector) as PinView['selector'],
      policy: { id: policy, revision, digest },
      expiresAt: expires_at.toISOString(),
      reason,
      setBy: set_by,
      setAt: set_at.toISOString(),
      position: Number(position),
    }));
  }
}
