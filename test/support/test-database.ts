import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { loadConfiguration } from '#platform/config/configuration';
import { migrate } from '#platform/database/migrations';

export { startTestPostgres, type TestPostgres } from './test-postgres.js';

/** A database of its own for one test or one file. */
export interface TestDatabase {
  /** Address of the empty database, as a superuser. */
  readonly url: string;
  /** Cuts off every connection and deletes the database. */
  drop(): Promise<void>;
}

/** npm test starts one server for the whole run: test/jest/database-setup.mjs. */
function serverUrl(): string {
  const url = process.env['WRIT_TEST_DATABASE_URL'];
  if (!url) throw new Error('there is no test server: is this an int or e2e spec run by Jest?');
  return url;
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

/**
 * The deployment key of every test. Database roles belong to the whole server and their passwords are derived from it, so
 * tests that run side by side must share it.
 */
export const TEST_SECRET = '0123456789abcdef'.repeat(4);

const TEMPLATE = 'writ_template';

/** Once per run, before any spec: a migrated database that others are copies of. */
export async function prepareTemplate(server: string): Promise<void> {
  await execute(server, `CREATE DATABASE ${TEMPLATE}`);
  const { deploymentKey } = loadConfiguration({
    NODE_ENV: 'test',
    DATABASE_URL: addressOf(server, TEMPLATE),
    WRIT_SECRET: TEST_SECRET,
  });
  await migrate(addressOf(server, TEMPLATE), deploymentKey);
}

/** Creates a database on the test server: an empty one, or one migrated with TEST_SECRET. Callers drop it. */
export async function createTestDatabase(state: 'empty' | 'migrated' = 'empty'): Promise<TestDatabase> {
  const server = serverUrl();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name}${state === 'migrated' ? ` TEMPLATE ${TEMPLATE}` : ''} STRATEGY FILE_COPY`);
  return { url: addressOf(server, name), drop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

function addressOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
