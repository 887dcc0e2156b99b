import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { binariesIn, type PostgresBinaries } from './postgres-binaries.js';

/** The account the server runs as when this process is root, which PostgreSQL refuses to be. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where one home's server lives. `folder` holds the data folder and, when they had to be copied, the binaries. */
export interface PostgresPlace {
  readonly folder: string;
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account | undefined;
}

interface PlaceRequest {
  readonly home: string;
  readonly durable: boolean;
  readonly binaries: PostgresBinaries;
  readonly log: (line: string) => void;
}

const DURABLE_PLACES = '/var/lib/writ';
const NOBODY: Account = { uid: 65534, gid: 65534 };
const dataFolder = (folder: string): string => join(folder, 'postgres-data');
const recordOf = (home: string): string => join(home, 'postgres-place');
const ownerOf = (folder: string): string => join(folder, 'home');

/** Decides where data and binaries of `home` are, and prepares the place. A home's first decision is kept for good. */
export function preparePlace(request: PlaceRequest): PostgresPlace {
  const { home, binaries } = request;
  if (process.getuid?.() !== 0) {
    const elsewhere = recordedPlace(home);
    if (elsewhere)
      throw new Error(`root put the data of ${home} into ${elsewhere}; start Writ as root again, or use another home`);
    return { folder: home, dataDir: dataFolder(home), binaries, account: undefined };
  }
  const recorded = recordedPlace(home);
  const account = dataOwner(recorded ?? home) ?? systemAccount();
  const folder = recorded ?? reachableHome(home, account) ?? createPlace(request, account);
  return { folder, dataDir: dataFolder(folder), binaries: reachableBinaries(binaries, folder, account), account };
}

/** Deletes everything a home's server left outside the home. The caller makes sure that no server runs. */
export function removeRecordedPlace(home: string): void {
  const recorded = recordedPlace(home);
  if (recorded) rmSync(recorded, { recursive: true, force: true });
  rmSync(recordOf(home), { force: true });
}

/**
 * Deletes the durable places of all homes below `folder`: for whoever is about to delete `folder` itself.
 * @public the end of a test run calls it
 */
export function removePlacesOfHomesIn(folder: string): void {
  if (process.getuid?.() !== 0 || !existsSync(DURABLE_PLACES)) return;
  for (const name of readdirSync(DURABLE_PLACES)) {
    const place = join(DURABLE_PLACES, name);
    if (readText(ownerOf(place))?.startsWith(`${realpathSync(folder)}/`)) rmSync(place, { recursive: true, force: true });
  }
}

/**
 * The place an earlier start wrote down. Only a root-owned folder that names this home back is believed: the home may
 * belong to somebody less trusted. A copied home does not inherit the place of its original; a moved one keeps it.
 */
function recordedPlace(home: string): string | undefined {
  const folder = readText(recordOf(home));
  if (!folder || !existsSync(ownerOf(folder)) || lstatSync(folder).uid !== 0) return undefined;
  const named = readText(ownerOf(folder));
  if (named === home) return folder;
  if (named && readText(recordOf(named)) === folder) return undefined;
  if (process.getuid?.() === 0) writeFileSync(ownerOf(folder), home);
  return folder;
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

function dataOwner(folder: string): Account | undefined {
  if (!existsSync(dataFolder(folder))) return undefined;
  const { uid, gid } = statSync(dataFolder(folder));
  return uid === 0 ? undefined : { uid, gid };
}

function systemAccount(): Account {
  const line = readText('/etc/passwd')
    ?.split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [uid, gid] = (line?.split(':') ?? []).slice(2, 4).map(Number);
  return uid && gid ? { uid, gid } : NOBODY;
}

/** True when `account` may walk down to `folder`. */
function canReach(folder: string, account: Account): boolean {
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    const { uid, gid, mode } = statSync(at);
    const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & execute) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function reachableHome(home: string, account: Account): string | undefined {
  if (canReach(home, account)) return home;
  if (!existsSync(dataFolder(home))) return undefined;
  throw new Error(
    `the data in ${home} belongs to uid ${account.uid}, who may no longer enter that folder: check the permissions of its parents`,
  );
}

function createPlace({ home, durable, log }: PlaceRequest, account: Account): string {
  const parents = durable ? [DURABLE_PLACES] : [tmpdir(), '/tmp', '/var/tmp'];
  if (durable) mkdirSync(DURABLE_PLACES, { recursive: true, mode: 0o755 });
  const parent = parents.find((candidate) => existsSync(candidate) && canReach(candidate, account));
  if (!parent)
    throw new Error(`${home} is closed to the account PostgreSQL runs as, and so is ${parents.join(', ')}: use another home`);
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 8);
  const folder = mkdtempSync(join(parent, durable ? `${digest}-` : `writ-${digest}-`));
  chmodSync(folder, 0o755);
  writeFileSync(ownerOf(folder), home);
  writeFileSync(recordOf(home), folder);
  log(`PostgreSQL may not run as root and uid ${account.uid} may not enter ${home}: its data is in ${folder}`);
  return folder;
}

/** Running the binary as the account is the only full check: it covers folders, files and shared libraries. */
function canRun(binaries: PostgresBinaries, account: Account): boolean {
  return spawnSync(binaries.postgres, ['--version'], { ...account, cwd: '/' }).status === 0;
}

function reachableBinaries(binaries: PostgresBinaries, folder: string, account: Account): PostgresBinaries {
  if (canRun(binaries, account)) return binaries;
  const copy = binariesIn(join(folder, `postgresql-${binaries.version}`), binaries.version);
  if (!existsSync(copy.folder)) {
    const half = mkdtempSync(join(folder, 'copying-'));
    cpSync(binaries.folder, half, { recursive: true, verbatimSymlinks: true });
    openToAll(half);
    renameSync(half, copy.folder);
  }
  if (!canRun(copy, account))
    throw new Error(`PostgreSQL cannot run from ${copy.folder} as uid ${account.uid} (mounted noexec?)`);
  return copy;
}

/** Readable for everybody whatever the umask of the install was; executables stay executable. */
function openToAll(folder: string): void {
  const { status, stderr } = spawnSync('chmod', ['-R', 'a+rX,go-w', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`chmod ${folder}: ${stderr}`);
}

/** A folder that only the server's account may enter. */
export function makePrivateFolder(path: string, account: Account | undefined): void {
  mkdirSync(path, { mode: 0o700 });
  if (account) chownSync(path, account.uid, account.gid);
}
