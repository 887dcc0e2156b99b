import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { Client } from 'pg';
import { startTestPostgres, type TestPostgres } from './test-postgres.js';

export { startTestPostgres, type TestPostgres } from './test-postgres.js';

/** A database of its own for one test or one file. */
export interface TestDatabase {
  /** Address of the empty database, as a superuser. */
  readonly url: string;
  /** Cuts off every connection and deletes the database. */
  drop(): Promise<void>;
}

let own: Promise<TestPostgres> | undefined;

// npm test starts one server for the whole run. A spec file run by itself starts one here, at its first database.
after(async () => (await own)?.remove());

async function serverUrl(): Promise<string> {
  if (process.env.WRIT_TEST_DATABASE_URL) return process.env.WRIT_TEST_DATABASE_URL;
  own ??= startTestPostgres({ durable: false });
  return (await own).url;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Creates an empty database on the test server. Callers migrate it and drop it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
