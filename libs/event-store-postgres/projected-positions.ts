import pg from 'pg';
import type { Connection } from './connection-config.js';
import { NotificationListener } from './notification-listener.js';

interface Waiter {
  readonly position: number;
  readonly reached: () => void;
}

const RECHECK_MS = 500;

/** Lets a process wait until a read model, kept by any process, has reached a position. */
export class ProjectedPositions {
  private readonly waiters = new Map<string, Set<Waiter>>();
  private readonly listener: NotificationListener;

  /** `app` is a connection of the role `writ_app`; `pool` may be shared with others of that role. */
  constructor(
    app: Connection,
    private readonly pool: pg.Pool,
  ) {
    this.listener = new NotificationListener(app, 'writ_projected', (payload) => this.hear(payload));
  }

  /** True once the projection has applied the tenant's event at `position`; false when that took longer than `timeoutMs`. */
  async waitForPosition(name: string, tenant: string, position: number, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const heard = this.next(name, tenant, position);
      try {
        if ((await this.stored(name, tenant)) >= position) return true;
        const left = deadline - performance.now();
        if (left <= 0) return false;
        if (await heard.within(Math.min(left, RECHECK_MS))) return true;
      } finally {
        heard.stop();
      }
    }
  }

  async close(): Promise<void> {
    await this.listener.close();
  }

  private next(name: string, tenant: string, position: number) {
    const key = `${name}:${tenant}`;
    let told = () => {};
    const reached = new Promise<boolean>((resolve) => (told = () => resolve(true)));
    const waiter: Waiter = { position, reached: () => told() };
    const waiting = this.waiters.get(key) ?? new Set();
    this.waiters.set(key, waiting.add(waiter));
    let timer: NodeJS.Timeout | undefined;
    return {
      within: (ms: number) =>
        Promise.race([reached, new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)))]),
      stop: () => {
        clearTimeout(timer);
        waiting.delete(waiter);
        if (waiting.size === 0 && this.waiters.get(key) === waiting) this.waiters.delete(key);
      },
    };
  }

  private hear(payload: string): void {
    const cut = payload.lastIndexOf(':');
    const position = Number(payload.slice(cut + 1));
    for (const waiter of this.waiters.get(payload.slice(0, cut)) ?? []) if (position >= waiter.position) waiter.reached();
  }

  /** The committed position; 0 when the database cannot say now, which the next look or notification makes good. */
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
