import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { checkQueues } from '#platform/jobs/jobs-schema';
import { ConfigurationError, type Configuration } from '#platform/config/configuration';
import { ANOTHER_KEY, bearsMark } from './deployment-mark.js';
import { shippedMigrations } from './migrations.js';
import { roleUrl, urlSetting, type RoleName } from './role-urls.js';

const CONNECT_MS = 5_000;
const PAUSE_MS = 250;

/**
 * Rejects with the reason when this process could not serve on its database: it is away, refuses the roles, was set up with
 * another deployment key, or is not up to date. One that is away, as when both are started together, is waited for a while.
 */
export async function checkDatabase(configuration: Configuration, waitMs = 10_000): Promise<void> {
  const deadline = performance.now() + waitMs;
  const client = await connect(configuration, 'writ_app', deadline);
  try {
    await checkContents(client, configuration);
  } finally {
    await client.end();
  }
  await (await connect(configuration, 'writ_ledger', deadline)).end();
}

/** As `checkDatabase`, for a process that runs jobs; called after it. */
export async function checkQueuesOf(configuration: Configuration, waitMs = 10_000): Promise<void> {
  const client = await connect(configuration, 'writ_jobs', performance.now() + waitMs);
  try {
    await checkQueues(client);
  } catch (error) {
    throw new ConfigurationError('the tables of the queues are not up to date (npm run admin -- migrate)', { cause: error });
  } finally {
    await client.end();
  }
}

async function connect(configuration: Configuration, role: RoleName, deadline: number): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({
      connectionString: roleUrl(configuration, role),
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: CONNECT_MS,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      const reason = refusedBecause(error as { code?: string }, configuration, role);
      if (reason !== undefined) throw new ConfigurationError(reason, { cause: error });
      if (performance.now() > deadline) throw new ConfigurationError(awayBecause(error, configuration, role), { cause: error });
      await setTimeout(PAUSE_MS);
    }
  }
}

/** Undefined when the server may only be away for a moment. What the driver says can hold a host or a user: it is not repeated. */
function refusedBecause({ code = '' }: { code?: string }, configuration: Configuration, role: RoleName): string | undefined {
  const setting = settingOf(configuration, role);
  if (code === '3D000') return `${setting}: there is no such database on that server`;
  if (!code.startsWith('28')) return undefined;
  if (setting === urlSetting(role)) return `${setting}: the database refuses this user or password`;
  return (
    `WRIT_SECRET: the database refuses ${role} with the password that follows from it, so it was set up with another secret, ` +
    'or not yet (npm run admin -- migrate)'
  );
}

function awayBecause(error: unknown, configuration: Configuration, role: RoleName): string {
  const code = (error as { code?: string }).code ?? 'no answer';
  return `${settingOf(configuration, role)}: the database cannot be reached (${code})`;
}

function settingOf(configuration: Configuration, role: RoleName): string {
  return configuration[urlSetting(role)] === undefined ? 'DATABASE_URL' : urlSetting(role);
}

async function checkContents(client: pg.Client, { deploymentKey }: Configuration): Promise<void> {
  let applied: Set<string>;
  try {
    if ((await bearsMark(client, deploymentKey)) === false) throw new ConfigurationError(ANOTHER_KEY);
    const { rows } = await client.query<{ name: string }>('select name from writ_migrations');
    applied = new Set(rows.map(({ name }) => name));
  } catch (error) {
    // No such table, or not for this role: only a migration of this version makes both.
    if (!['42P01', '42501'].includes((error as { code?: string }).code ?? '')) throw error;
    applied = new Set();
  }
  const missing = (await shippedMigrations()).filter(({ name }) => !applied.has(name)).length;
  if (missing > 0)
    throw new ConfigurationError(`the database is not up to date: ${missing} migrations are missing (npm run admin -- migrate)`);
}
