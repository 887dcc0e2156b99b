import type pg from 'pg';

/** How to reach the database: a URL, or pg's own configuration. */
export type Connection = string | pg.ClientConfig;

/**
 * pg's configuration with session settings added. pg lets `options` in a URL win over those given beside it, so they are
 * taken out of the URL first.
 */
export function connectionConfig(connection: Connection, settings = ''): pg.ClientConfig {
  if (typeof connection !== 'string') return { ...connection, options: `${connection.options ?? ''} ${settings}`.trim() };
  const url = new URL(connection);
  const options = url.searchParams.get('options') ?? '';
  url.searchParams.delete('options');
  return { connectionString: url.href, options: `${options} ${settings}`.trim() };
}

/** Whoever waits for a statement on a lost connection is told; without these listeners the loss itself would end the process. */
export function surviveLostConnections(pool: pg.Pool): void {
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
}
