import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { PinSelector } from '#features/controls/contract';
import { TenantDatabase } from '#platform/database/tenant-database';

export const PinView = z
  .object({
    pin: z.string(),
    selector: z.object({ agent: PinSelector.shape.agent, session: PinSelector.shape.session, label: PinSelector.shape.label }),
    policy: z.object({ id: z.string(), revision: z.number().int(), digest: z.string() }),
    expiresAt: z.string(),
    reason: z.string(),
    setBy: z.string(),
    setAt: z.string(),
    position: z.number().int().describe("Where it is in the tenant's ledger."),
  })
  .meta({ id: 'Pin' });
export type PinView = z.output<typeof PinView>;

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
