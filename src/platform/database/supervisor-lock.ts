import { LockHeld, takeLock } from '#libs/process-lock';

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

/** Takes the lock file at `path` for this process and returns the function that gives it back. Throws HomeInUse. */
export function takeSupervisorLock(home: string, path: string): () => void {
  try {
    // Another account that tries the same home is told who has it.
    return takeLock(path, 0o644);
  } catch (error) {
    if (error instanceof LockHeld) throw new HomeInUse(home, error.pid);
    throw error;
  }
}
