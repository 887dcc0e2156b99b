import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '#platform/config/configuration';
import { HomeInUse } from '#platform/database/supervisor-lock';
import { openDatabase } from '../local/database.js';

/**
 * Runs `work` on the configured database, or on the embedded one of `WRIT_HOME`: the one that runs there, or started for as long as the
 * work takes.
 */
export async function onDatabase<T>(
  configuration: Configuration,
  work: (on: Configuration & { DATABASE_URL: string }) => Promise<T>,
): Promise<T> {
  const { DATABASE_URL: url } = configuration;
  if (url !== undefined) return work({ ...configuration, DATABASE_URL: url });
  const database = await openDatabase(configuration, () => undefined).catch((error: unknown) => {
    const running = error instanceof HomeInUse ? addressIn(configuration.home) : undefined;
    if (running === undefined) throw error;
    return { url: running, embedded: undefined };
  });
  try {
    return await work({ ...configuration, DATABASE_URL: database.url });
  } finally {
    await database.embedded?.stop();
  }
}

/** Of the server that another process supervises. Undefined while it has not come so far. */
function addressIn(home: string): string | undefined {
  const [password, port] = ['postgres-password', 'postgres-port'].map((name) => {
    const file = join(home, name);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  });
  return password && port ? `postgres://postgres:${password}@127.0.0.1:${port}/writ` : undefined;
}
