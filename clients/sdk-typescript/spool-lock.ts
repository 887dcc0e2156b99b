import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Holder {
  readonly pid: number;
  readonly identity: string;
}

/** Another living process writes into this folder. Give every instance of a service a folder of its own. */
export class SpoolInUse extends Error {
  override readonly name = 'SpoolInUse';
  readonly code = 'SPOOL_IN_USE';
  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(`${folder} is in use by process ${pid}`);
  }
}

const ATTEMPTS = 10;
const held = new Set<string>();

/** Takes the folder for this process, also from one that was killed; gives back what gives it back. Throws SpoolInUse. */
export function lockSpool(folder: string): () => void {
  const path = join(folder, 'lock');
  if (held.has(path)) throw new SpoolInUse(folder, process.pid);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) } satisfies Holder), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (claim(own, path)) {
        held.add(path);
        return () => {
          held.delete(path);
          rmSync(path, { force: true });
        };
      }
      const holder = readHolder(path);
      if (holder && isAlive(holder)) throw new SpoolInUse(folder, holder.pid);
      takeAway(path, `${own}.stale`);
    }
    throw new Error(`the lock file ${path} keeps changing hands`);
  } finally {
    rmSync(own, { force: true });
  }
}

/** link() creates the name or fails: two processes never both succeed. */
function claim(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Renaming moves exactly one file: when a rival has replaced the stale lock meanwhile, its lock is put back. */
function takeAway(path: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const holder = readHolder(aside);
  if (holder && isAlive(holder)) claim(aside, path);
  rmSync(aside, { force: true });
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** This process holds what is in `held` and nothing else: in a container every run may have the same id. */
function isAlive({ pid, identity }: Holder): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return identityOf(pid) === identity;
}

/** Boot and start time, which no later process with the same id shares. Elsewhere than on Linux the id has to do. */
function identityOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    return `${boot}:${afterName.split(' ')[19]}`;
  } catch {
    return '';
  }
}
