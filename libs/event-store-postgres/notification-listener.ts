import pg from 'pg';
import { connectionConfig, type Connection } from './connection-config.js';

const RETRY_MS = 250;

/**
 * Hears one notification channel on a connection of its own, and connects again by itself. Notifications sent while it was
 * not connected are lost: `onConnected` says when to look for oneself.
 */
export class NotificationListener {
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly channel: string,
    private readonly onNotification: (payload: string) => void,
    private readonly onConnected: () => void = () => {},
  ) {
    void this.connect();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => {});
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({ ...connectionConfig(this.connection), keepAlive: true, connectionTimeoutMillis: 5_000 });
    this.client = client;
    client.on('notification', ({ payload }) => this.onNotification(payload ?? ''));
    client.on('error', () => {});
    client.once('end', () => this.again());
    try {
      await client.connect();
      await client.query(`listen ${this.channel}`);
      this.onConnected();
    } catch {
      await client.end().catch(() => {});
      this.again();
    }
  }

  private again(): void {
    clearTimeout(this.retry);
    if (!this.closed) this.retry = setTimeout(() => void this.connect(), RETRY_MS);
  }
}
