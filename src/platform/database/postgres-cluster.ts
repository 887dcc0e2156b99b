import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder, type PostgresPlace } from './postgres-place.js';

export const SUPERUSER = 'postgres';
/** Collation by code point from PostgreSQL itself: the same order on every operating system, for ever. */
/** A new log file is filled with zeros while commits wait: small ones make many waits of a few milliseconds out of one of fifty. */
const SMALL_LOG_FILES = '--wal-segsize=1';
const TEXT = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/** What the server's processes see of our environment: nothing secret. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'WRIT_TEST_RUN'].filter((name) => process.env[name] !== undefined);
  return { ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), LANG: 'C', TZ: 'UTC' };
}

function run(place: PostgresPlace, binary: string, args: string[], input?: string): void {
  const result = spawnSync(binary, args, {
    ...place.account,
    cwd: place.folder,
    env: serverEnvironment(),
    input,
    encoding: 'utf8',
  });
  if (result.error) throw new Error(`${binary} could not be started`, { cause: result.error });
  if (result.status !== 0)
    throw new Error(`${binary} failed (${result.status ?? result.signal}):\n${result.stderr || result.stdout}`);
}

/**
 * Makes sure that the data folder exists and returns the superuser's password. The password file is written before the
 * folder gets its name and the folder gets its name last, so that a crash in between leaves nothing half made.
 */
export function ensureCluster(place: PostgresPlace, passwordFile: string, durable: boolean): string {
  const known = existsSync(passwordFile) ? readFileSync(passwordFile, 'utf8').trim() : '';
  const password = known || randomBytes(24).toString('base64url');
  if (!existsSync(place.dataDir)) createCluster(place, password, durable);
  else if (!known) resetPassword(place, password);
  if (!known) writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  return password;
}

function createCluster(place: PostgresPlace, password: string, durable: boolean): void {
  const unfinished = `${place.dataDir}.new`;
  const passwordCopy = `${place.dataDir}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  makePrivateFolder(unfinished, place.account);
  try {
    writeFileSync(passwordCopy, password, { mode: 0o600 });
    if (place.account) chownSync(passwordCopy, place.account.uid, place.account.gid);
    const access = ['-D', unfinished, '-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${passwordCopy}`];
    run(place, place.binaries.initdb, [...access, ...TEXT, SMALL_LOG_FILES, ...(durable ? [] : ['--no-sync'])]);
  } finally {
    rmSync(passwordCopy, { force: true });
  }
  renameSync(unfinished, place.dataDir);
}

/** The password file was lost: the owner of the data folder may always set a new one, in single-user mode. */
function resetPassword(place: PostgresPlace, password: string): void {
  const statement = `ALTER ROLE ${SUPERUSER} PASSWORD '${password}'\n`;
  run(place, place.binaries.postgres, ['--single', '-D', place.dataDir, SUPERUSER], statement);
}

/** The major version a data folder was made by; PostgreSQL opens no other. */
export function assertSameMajor(place: PostgresPlace): void {
  const major = readFileSync(join(place.dataDir, 'PG_VERSION'), 'utf8').trim();
  if (place.binaries.version.split('.')[0] === major) return;
  throw new Error(
    `${place.dataDir} was written by PostgreSQL ${major}, installed is ${place.binaries.version}: ` +
      'dump it with the old version and restore it into a new home',
  );
}
