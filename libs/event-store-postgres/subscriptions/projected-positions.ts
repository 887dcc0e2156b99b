import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** A waiting reader looks this often: well within the pace of the projections. */
const LOOK_EVERY_MS = 10;

/** Lets a process wait until a read model, kept by any process, has reached a position. */
export class ProjectedPositions {
  /** `pool` has connections of the role `writ_app` and may be shared with others of that role. */
  constructor(private readonly pool: pg.Pool) {}

  /** True once the projection has applied the tenant's event at `position`; false when that took longer than `timeoutMs`. */
  async waitForPosition(name: string, tenant: string, position: number, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      if ((await this.stored(name, tenant)) >= position) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await delay(Math.min(left, LOOK_EVERY_MS));
    }
  }

  /** The committed position; 0 when the database cannot say now, which the next look makes good. */
  private async stored(name: string, tenant: string): Promise<number> {
    const client = await this.pool.connect().catch(() => undefined);
    if (!client) return 0;
    try {
      await client.query('begin');
      await client.query(`select set_config('writ.tenant', $1, true)`, [tenant]);
      const { rows } = await client.query('select position from ledger_checkpoints where tenant = $2 and subscription = $1', [
        name,
        tenant,
      ]);
      await client.query('commit');
      client.release();
      return Number(rows[0]?.position ?? 0);
    } catch (error) {
      client.release(error as Error);
      return 0;
    }
  }
}
