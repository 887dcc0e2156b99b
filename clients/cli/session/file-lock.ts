import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { LockHeld, takeLockWithin } from '#libs/process-lock';
import { CommandError } from '../exit.js';

/** Longer than anything that is done under a lock may take. */
const PATIENCE_MS = 45_000;

/** Runs `work` while no other process on this machine does anything under the lock file at `path`. */
export async function withFileLock<T>(path: string, work: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const release = await takeLockWithin(path, patienceMs).catch((cause: unknown) => {
    if (cause instanceof LockHeld) throw new CommandError('LOCKED', cause.message, undefined, { cause });
    throw cause;
  });
  try {
    return await work();
  } finally {
    release();
  }
}
