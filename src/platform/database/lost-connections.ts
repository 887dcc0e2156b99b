import type pg from 'pg';

/**
 * Whoever waits for a statement on a lost connection is told by its rejection. The loss is also emitted on the pool for idle
 * connections and on the client for one that is in use, and without a listener each would end the process.
 */
export function surviveLostConnections(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
}
