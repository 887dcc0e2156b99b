import { hash, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { isRunning, processIdentity } from './running-process.js';

/** A living process holds the lock. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  constructor(
    readonly path: string,
    readonly pid: number,
  ) {
    super(`${path} is held by process ${pid}`);
  }
}

interface Holder {
  readonly pid: number;
  readonly identity: string;
  /** Tells this taking of the lock from any other, so that nobody gives back what is not theirs. */
  readonly token: string;
}

const ATTEMPTS = 10;
const POLL_MS = 50;

/**
 * Takes the lock file at `path` for this process and returns the function that gives it back. The lock of a process that
 * is gone (also by kill -9, also when its id is in use again) is taken over, that of a living one never, however long it
 * is held. Its folder must exist; who may read it besides this account is said by `mode`. Throws LockHeld.
 */
export function takeLock(path: string, mode = 0o600): () => void {
  const holder: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? '', token: randomUUID() };
  const text = JSON.stringify(holder);
  const own = `${path}.${holder.token}`;
  writeFileSync(own, text, { flag: 'wx', mode });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (claimed(own, path) || tookOver(own, path))
        return () => {
          if (textOf(path) === text) rmSync(path, { force: true });
        };
    }
    throw new Error(`the lock file ${path} keeps changing hands`);
  } finally {
    rmSync(own, { force: true });
  }
}

/** The same, waiting up to `ms` for whoever holds it. Rejects with LockHeld. */
export async function takeLockWithin(path: string, ms: number): Promise<() => void> {
  const giveUp = performance.now() + ms;
  for (;;) {
    try {
      return takeLock(path);
    } catch (error) {
      if (!(error instanceof LockHeld) || performance.now() > giveUp) throw error;
    }
    await setTimeout(POLL_MS);
  }
}

/** link() creates the name or fails: two processes never both succeed. */
function claimed(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts our file in the place of one that a dead process left. Only who holds the lock on this very content may do so, and
 * nobody else ever replaces it: what is there, when it is looked at again under that lock, stays there.
 */
function tookOver(own: string, path: string): boolean {
  const left = textOf(path);
  if (left === undefined) return false;
  const holder = holderIn(left);
  if (holder && isAlive(holder)) throw new LockHeld(path, holder.pid);
  const release = takeLock(`${path}.${hash('sha256', left, 'hex').slice(0, 16)}`);
  try {
    if (textOf(path) !== left) return false;
    renameSync(own, path);
    return true;
  } finally {
    release();
  }
}

/** Undefined when there is no lock. One that may not be read is a fault: its holder may live. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for what no holder wrote, such as a file that a power cut emptied. */
function holderIn(text: string): Pick<Holder, 'pid' | 'identity'> | undefined {
  try {
    const { pid, identity } = JSON.parse(text) as Holder;
    return Number.isSafeInteger(pid) && pid > 0 && typeof identity === 'string' ? { pid, identity } : undefined;
  } catch {
    return undefined;
  }
}

/** An id alone says little: in a container every run may have the same. Where nothing else is known it has to do. */
function isAlive({ pid, identity }: Pick<Holder, 'pid' | 'identity'>): boolean {
  if (!isRunning(pid)) return false;
  const now = processIdentity(pid) ?? '';
  return now === '' || identity === '' || now === identity;
}
