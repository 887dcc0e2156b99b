import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { TenantReads } from '../reading/tenant-reads.js';

/** A waiting reader looks this often: well within the pace of the projections. */
const LOOK_EVERY_MS = 10;
const STORED = 'select position from ledger_checkpoints where tenant = $2 and subscription = $1';

/** Lets a process wait until a read model, kept by any process, has reached a position. */
export class ProjectedPositions {
  private readonly reads: TenantReads;

  /** From `createSubscriptionPool`. It may be shared. */
  constructor(pool: pg.Pool) {
    this.reads = new TenantReads(pool);
  }

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
    const values = [name, tenant];
    const read = this.reads.rows<{ position: string }>(tenant, { name: 'subscription-position', text: STORED, values });
    const rows = await read.catch(() => []);
    return Number(rows[0]?.position ?? 0);
  }
}
