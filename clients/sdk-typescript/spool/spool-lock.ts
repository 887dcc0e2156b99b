import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LockHeld, takeLock } from '#libs/process-lock';

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

/** Takes the folder for this process, also from one that was killed; gives back what gives it back. Throws SpoolInUse. */
export function lockSpool(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    return takeLock(join(folder, 'lock'));
  } catch (error) {
    if (error instanceof LockHeld) throw new SpoolInUse(folder, error.pid);
    throw error;
  }
}
