import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#platform/database/embedded-postgres';
import type { Configuration } from '#platform/config/configuration';

const NAME = 'writ';

export interface LocalDatabase {
  readonly url: string;
  readonly embedded: EmbeddedPostgres | undefined;
}

/** The configured database, or an embedded PostgreSQL with a database of ours in it. */
export async function openDatabase(configuration: Configuration, log: (line: string) => void): Promise<LocalDatabase> {
  if (configuration.DATABASE_URL) return { url: configuration.DATABASE_URL, embedded: undefined };
  const embedded = await startEmbeddedPostgres({ home: configuration.home, durable: true, log });
  const url = new URL(embedded.url);
  await createDatabase(url.toString());
  url.pathname = `/${NAME}`;
  return { url: url.toString(), embedded };
}

async function createDatabase(serverUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [NAME]);
    if (rowCount === 0) await client.query(`create database ${NAME}`);
  } finally {
    await client.end();
  }
}
