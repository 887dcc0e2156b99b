import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import pg from 'pg';
import { ANOTHER_KEY, leaveMark, mayBelongTo } from './deployment-mark.js';
import { migrateQueues } from '#platform/jobs/jobs-schema';
import { missingRights } from './restored/role-rights.js';
import { rolePassword, ROLES, type RoleName } from './role-urls.js';

/** One forward step, run in a transaction by the database's owner. Once shipped it never changes. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

export interface MigrationResult {
  readonly applied: readonly string[];
  readonly already: number;
}

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

const FOLDER = fileURLToPath(new URL('../../../migrations', import.meta.url));
/** The oldest major version that the specs of the store, the migrations and the deciding features were seen passing on. */
const OLDEST_POSTGRES = 15;
/** How much of what is missing is named. */
const MOST_TOLD = 3;
/** Any constant: all processes that migrate one database queue on this advisory lock. */
const LOCK = 7_420_001;

export function checksumOf(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

/** The shipped migrations in order of their numbers. */
export async function shippedMigrations(folder = FOLDER): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-[a-z0-9-]+\.js$/.test(file)).sort();
  return Promise.all(files.map(async (file) => (await import(pathToFileURL(join(folder, file)).href)) as Migration));
}

/**
 * Brings the database at `ownerUrl` up to date. Safe to run from several processes at once: one migrates, the others wait
 * and find nothing to do. Refuses when an applied migration's text differs from the shipped one, and, before anything is
 * touched, when the database was set up with another deployment key.
 */
export async function migrate(
  ownerUrl: string,
  deploymentKey: Buffer,
  migrations?: readonly Migration[],
): Promise<MigrationResult> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await refuseUnfitServer(client);
    if (!(await mayBelongTo(client, deploymentKey))) throw new MigrationError(ANOTHER_KEY);
    for (const role of ROLES) await ensureRole(client, ownerUrl, role, deploymentKey);
    await client.query(
      'create table if not exists writ_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    );
    const steps = migrations ?? (await shippedMigrations());
    const result = await applyMissing(client, steps);
    await refuseMissingRights(client, steps);
    await migrateQueues(client, 'writ_jobs' satisfies RoleName);
    await leaveMark(client, deploymentKey);
    return result;
  } finally {
    await client.end();
  }
}

async function refuseUnfitServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; number: number; encoding: string }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
      pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()`,
  );
  const [server] = rows;
  if (!server) return;
  const { version, number, encoding } = server;
  if (number < OLDEST_POSTGRES * 10_000)
    throw new MigrationError(`this is PostgreSQL ${version}; Writ needs ${OLDEST_POSTGRES} or later`);
  if (encoding !== 'UTF8')
    throw new MigrationError(`the database's encoding is ${encoding}: a ledger holds any text, so make it with encoding 'UTF8'`);
}

/** Told here, where somebody looks, and not by every request that comes later. */
async function refuseMissingRights(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  const missing = await missingRights(client, migrations);
  if (missing.length === 0) return;
  const more = missing.length > MOST_TOLD ? ` and ${missing.length - MOST_TOLD} more` : '';
  throw new MigrationError(
    `the database lacks rights that migrations gave: ${missing.slice(0, MOST_TOLD).join(', ')}${more}. It was restored on a server where ` +
      `a role (${ROLES.join(', ')}, or the owner of then) did not exist yet: restore it again, as docs/how-to/back-up.md says`,
  );
}

async function applyMissing(client: pg.Client, migrations: readonly Migration[]): Promise<MigrationResult> {
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from writ_migrations');
  const known = new Map(rows.map((row) => [row.name, row.checksum]));
  const applied: string[] = [];
  for (const migration of migrations) {
    const checksum = checksumOf(migration);
    const before = known.get(migration.name);
    if (before !== undefined && before !== checksum)
      throw new MigrationError(`${migration.name} was changed after it was applied`);
    if (before !== undefined) continue;
    await applyOne(client, migration, checksum);
    applied.push(migration.name);
  }
  return { applied, already: migrations.length - applied.length };
}

async function applyOne(client: pg.Client, migration: Migration, checksum: string): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.sql);
    await client.query('insert into writ_migrations (name, checksum) values ($1, $2)', [migration.name, checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new MigrationError(`${migration.name} failed: ${(error as Error).message}`, { cause: error });
  }
}

/** Roles belong to the whole server, so another database's migration may be making the same one at this moment. */
async function ensureRole(client: pg.Client, ownerUrl: string, role: RoleName, deploymentKey: Buffer): Promise<void> {
  const password = rolePassword(deploymentKey, role);
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  if (found.rowCount === 0) {
    await tolerateRace(
      client.query(`create role ${role} login nosuperuser nocreatedb nocreaterole noinherit password '${password}'`),
    );
  } else if (!(await canLogIn(ownerUrl, role, password))) {
    await tolerateRace(client.query(`alter role ${role} login password '${password}'`));
  }
  await tolerateRace(client.query(`grant usage on schema public to ${role}`));
}

const RACES = new Set(['42710', '23505', 'XX000']);

async function tolerateRace(query: Promise<unknown>): Promise<void> {
  await query.catch((error: { code?: string }) => {
    if (!RACES.has(error.code ?? '')) throw error;
  });
}

async function canLogIn(ownerUrl: string, role: RoleName, password: string): Promise<boolean> {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = password;
  const client = new pg.Client({ connectionString: url.toString() });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    // The password, or that it may not log in.
    if (['28P01', '28000'].includes((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}
