import type { LedgerHead } from '#libs/event-sourcing';
import type { Connection } from './connection-config.js';
import { NotificationListener } from './notification-listener.js';

const POLL_MS = 1_000;

/** Wakes subscribers when a ledger grows: by notification at once, and by comparing heads once a second in case one was lost. */
export class LedgerGrowth {
  private readonly wakes = new Set<(tenant: string) => void>();
  private readonly seen = new Map<string, number>();
  private listener: NotificationListener | undefined;
  private poll: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly heads: () => Promise<LedgerHead[]>,
  ) {}

  subscribe(wake: (tenant: string) => void): () => void {
    this.wakes.add(wake);
    this.listener ??= new NotificationListener(
      this.connection,
      'writ_ledger',
      (tenant) => this.tell(tenant),
      () => void this.compare(),
    );
    this.poll ??= setInterval(() => void this.compare(), POLL_MS).unref();
    return () => this.wakes.delete(wake);
  }

  async close(): Promise<void> {
    clearInterval(this.poll);
    this.wakes.clear();
    await this.listener?.close();
  }

  private tell(tenant: string): void {
    for (const wake of this.wakes) wake(tenant);
  }

  private async compare(): Promise<void> {
    if (this.wakes.size === 0) return;
    // The database being away is found out by those who need an answer from it; here the next poll is the retry.
    const heads = await this.heads().catch(() => []);
    for (const { tenant, position } of heads) {
      if (this.seen.get(tenant) === position) continue;
      this.seen.set(tenant, position);
      this.tell(tenant);
    }
  }
}
