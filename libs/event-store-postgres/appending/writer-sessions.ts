import type { Connection } from '../connection-config.js';
import { LedgerSession } from './ledger-session.js';

const FIRST_BACKOFF_MS = 25;
const MAX_BACKOFF_MS = 1_000;

/**
 * The writer's two connections: one carries batches, one answers look-ups beside it, so that preparing a batch never waits
 * for the one being committed. They are opened and given up together.
 */
export class WriterSessions {
  private open: { readonly writer: LedgerSession; readonly lookups: LedgerSession } | undefined;
  private previous: LedgerSession['backend'] | undefined;
  /** Why the last attempt to connect failed; undefined while connected. */
  connectError: unknown;
  private backoff = FIRST_BACKOFF_MS;
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly timeoutMs: number,
  ) {}

  /** The session for batches; undefined after a failed attempt to connect, having waited a little. */
  async current(): Promise<LedgerSession | undefined> {
    if (this.open && !this.open.writer.broken && !this.open.lookups.broken) return this.open.writer;
    this.destroy();
    try {
      const writer = await LedgerSession.open(this.connection, this.timeoutMs, this.previous);
      this.previous = writer.backend;
      this.open = {
        writer,
        lookups: await LedgerSession.open(this.connection, this.timeoutMs).catch((error: unknown) => giveUp(writer, error)),
      };
      this.backoff = FIRST_BACKOFF_MS;
      this.connectError = undefined;
      return this.open.writer;
    } catch (error) {
      this.connectError = error;
      await this.pause();
      return undefined;
    }
  }

  /** The session for look-ups. Throws while there is none; callers treat that as a lost connection. */
  lookups(): LedgerSession {
    if (!this.open) throw new Error('the ledger connection is lost');
    return this.open.lookups;
  }

  /** Cuts both connections; what was in flight on them rejects. */
  destroy(): void {
    this.open?.writer.destroy();
    this.open?.lookups.destroy();
    this.open = undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([this.open?.writer.close(), this.open?.lookups.close()]);
  }

  private async pause(): Promise<void> {
    if (this.closed) return;
    const wait = this.backoff * (0.5 + Math.random());
    this.backoff = Math.min(this.backoff * 2, MAX_BACKOFF_MS);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

function giveUp(writer: LedgerSession, error: unknown): never {
  writer.destroy();
  throw error;
}
