import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CommandError } from './exit.js';

const POLL_MS = 50;
const GIVE_UP_MS = 45_000;
/** Longer than anything done under a lock may take; an older lock was left by a process that died. */
const STALE_MS = 40_000;

/** Runs `work` while no other process on this machine holds the lock (a folder at `path`). */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const giveUp = Date.now() + GIVE_UP_MS;
  while (!taken(path)) {
    if (Date.now() > giveUp) throw new CommandError('LOCKED', `${path} is held by another process`);
    await setTimeout(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmdirSync(path);
  }
}

function taken(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const age = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (age !== undefined && Date.now() - age > STALE_MS) {
    try {
      rmdirSync(path);
    } catch {
      // Another waiter was faster.
    }
  }
  return false;
}
