import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { checkQueues } from '#platform/jobs/jobs-schema';
import { ConfigurationError, type Configuration } from '#platform/config/configuration';
import { ANOTHER_KEY, bearsMark, mayBelongTo } from './deployment-mark.js';
import { shippedMigrations } from './migrations.js';
import { roleUrl, urlSetting, type RoleName } from './role-urls.js';
import { UnfitDatabaseError, type DatabaseTrouble } from './unfit-database.js';

const CONNECT_MS = 5_000;
const PAUSE_MS = 250;
const MIGRATE = '`npm run admin -- migrate`; in a container `admin migrate`';

/** What may be otherwise in a moment: the database is being started, or being migrated, together with this process. */
const WHILE_STARTING: readonly DatabaseTrouble[] = ['DATABASE_AWAY', 'DATABASE_NOT_MIGRATED'];

/**
 * Rejects with the reason when this process could not serve on its database: it is away, refuses the roles, was set up with
 * another deployment key, is not up to date, or is newer. One that is away, as when both are started together, is waited for a while.
 */
export function checkDatabase(configuration: Configuration, waitMs = 10_000): Promise<void> {
  return fitDatabase(configuration, waitMs, ['DATABASE_AWAY']);
}

/** The same for a process that serves: it also waits until somebody has migrated, and `tell` hears at once what is waited for. */
export function waitForDatabase(
  configuration: Configuration,
  tell: (unfit: UnfitDatabaseError) => void | Promise<void>,
): Promise<void> {
  return fitDatabase(configuration, configuration.WRIT_START_WAIT_MS, WHILE_STARTING, tell);
}

async function fitDatabase(
  configuration: Configuration,
  waitMs: number,
  waitFor: readonly DatabaseTrouble[],
  tell: (unfit: UnfitDatabaseError) => void | Promise<void> = () => undefined,
): Promise<void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      const { unknownMigrations } = await lookAtDatabase(configuration);
      if (unknownMigrations === 0) return;
      throw new UnfitDatabaseError('DATABASE_NEWER', newer(unknownMigrations));
    } catch (error) {
      if (!(error instanceof UnfitDatabaseError) || !waitFor.includes(error.trouble) || performance.now() > deadline) throw error;
      await tell(error);
      await setTimeout(PAUSE_MS);
    }
  }
}

/**
 * Looks once, over connections of its own: the ones that are open stay good after a password has changed. Migrations that this version
 * does not know are told and not refused: what was started before them goes on.
 */
export async function lookAtDatabase(configuration: Configuration): Promise<{ unknownMigrations: number }> {
  const client = await connect(configuration, 'writ_app');
  try {
    return await checkContents(client, configuration);
  } finally {
    await client.end();
    await (await connect(configuration, 'writ_ledger')).end();
  }
}

/** As `checkDatabase`, for a process that runs jobs; called after it. */
export async function checkQueuesOf(configuration: Configuration): Promise<void> {
  const client = await connect(configuration, 'writ_jobs');
  try {
    await checkQueues(client);
  } catch (error) {
    throw new ConfigurationError(`the tables of the queues are not up to date (${MIGRATE})`, { cause: error });
  } finally {
    await client.end();
  }
}

async function connect(configuration: Configuration, role: RoleName): Promise<pg.Client> {
  const url = roleUrl(configuration, role);
  try {
    return await connected(url);
  } catch (error) {
    const setting = configuration[urlSetting(role)] === undefined ? 'DATABASE_URL' : urlSetting(role);
    const { code = 'no answer' } = error as { code?: string };
    // What the driver says can hold a host or a user: it is not repeated.
    const unfit = (trouble: DatabaseTrouble, message: string): UnfitDatabaseError =>
      new UnfitDatabaseError(trouble, message, { cause: error });
    if (code === '3D000') throw unfit('DATABASE_MISSING', `${setting}: there is no such database on that server`);
    if (!code.startsWith('28')) throw unfit('DATABASE_AWAY', `${setting}: the database cannot be reached (${code})`);
    if (setting === urlSetting(role)) throw unfit('DATABASE_REFUSES', `${setting}: the database refuses this user or password`);
    if ((await wasSetUp(configuration)) === false) throw unfit('DATABASE_NOT_MIGRATED', await notMigrated(new Set()));
    throw unfit(
      'WRONG_SECRET',
      `WRIT_SECRET: the database refuses ${role} with the password that follows from it, so it was set up with another secret, or not yet (${MIGRATE})`,
    );
  }
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_MS, statement_timeout: CONNECT_MS });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** A role that is not let in may not be there yet; only the owner sees that. Undefined when the owner is not let in either. */
async function wasSetUp({ DATABASE_URL: url, deploymentKey }: Configuration): Promise<boolean | undefined> {
  const owner = await connected(url as string).catch(() => undefined);
  if (!owner) return undefined;
  try {
    const { rows } = await owner.query<{ there: boolean }>(`select to_regclass('writ_migrations') is not null as there`);
    return rows[0]?.there === true || !(await mayBelongTo(owner, deploymentKey));
  } catch {
    return undefined;
  } finally {
    await owner.end();
  }
}

async function checkContents(client: pg.Client, { deploymentKey }: Configuration): Promise<{ unknownMigrations: number }> {
  let applied: Set<string>;
  try {
    if ((await bearsMark(client, deploymentKey)) === false) throw new UnfitDatabaseError('WRONG_SECRET', ANOTHER_KEY);
    const { rows } = await client.query<{ name: string }>('select name from writ_migrations');
    applied = new Set(rows.map(({ name }) => name));
  } catch (error) {
    if (error instanceof UnfitDatabaseError) throw error;
    const { code = 'no answer' } = error as { code?: string };
    // No such table, or not for this role: only a migration of this version makes both.
    if (!['42P01', '42501'].includes(code))
      throw new UnfitDatabaseError('DATABASE_AWAY', `the database does not answer (${code})`, { cause: error });
    applied = new Set();
  }
  const shipped = new Set((await shippedMigrations()).map(({ name }) => name));
  if ([...shipped].some((name) => !applied.has(name)))
    throw new UnfitDatabaseError('DATABASE_NOT_MIGRATED', await notMigrated(applied));
  return { unknownMigrations: [...applied].filter((name) => !shipped.has(name)).length };
}

async function notMigrated(applied: ReadonlySet<string>): Promise<string> {
  const missing = (await shippedMigrations()).filter(({ name }) => !applied.has(name)).length;
  return `the database is not up to date: ${missing} migrations are missing (${MIGRATE})`;
}

function newer(unknown: number): string {
  return `the database is newer than this version: it has ${unknown} migrations that this one does not know. Run the version that migrated it, or restore a backup from before (docs/how-to/upgrade.md)`;
}
