import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { processIdentity } from './running-process.js';

/** Thrown when another living process supervises the same home. */
export class HomeInUse extends Error {
  constructor(
    readonly home: string,
    readonly pid: number,
  ) {
    super(`${home} is already in use by process ${pid}. Stop that one first, or give this one its own folder (WRIT_HOME).`);
    this.name = 'HomeInUse';
  }
}

interface Holder {
  readonly pid: number;
  readonly identity: string;
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

const isAlive = (holder: Holder | undefined): holder is Holder =>
  holder !== undefined && processIdentity(holder.pid) === holder.identity;

/** link() either creates the name or fails: two processes can never both succeed. */
function claim(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Takes the lock file at `path` for this process and returns the function that gives it back. A lock whose process is
 * gone (also by kill -9, also when its id is in use again) is taken over. Throws HomeInUse when it is held.
 */
export function takeSupervisorLock(home: string, path: string): () => void {
  const own = `${path}.${process.pid}.${Math.floor(performance.now() * 1000)}`;
  const identity = processIdentity(process.pid) ?? '';
  writeFileSync(own, JSON.stringify({ pid: process.pid, identity } satisfies Holder), { mode: 0o644 });
  try {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      if (claim(own, path)) return () => rmSync(path, { force: true });
      const holder = readHolder(path);
      if (isAlive(holder)) throw new HomeInUse(home, holder.pid);
      removeStale(path, own);
    }
    throw new Error(`the lock file ${path} keeps changing hands`);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Renaming moves exactly one file: when a rival replaced the stale lock in between, its lock is put back. */
function removeStale(path: string, own: string): void {
  const aside = `${own}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (isAlive(readHolder(aside))) claim(aside, path);
  rmSync(aside, { force: true });
}
