import { parentPort, workerData } from 'node:worker_threads';
import { goodStretch } from '#libs/evidence';

/** Most blocks are a slice of a file and the line it cut; what is longer is not given to threads. */
export const SLOT_BYTES = 512 * 1024;
/** Nobody else's threads start with this. */
export const THREAD_ROLE = 'writ-verify/stretches';

/** What a thread starts with. */
export interface ThreadData {
  readonly role: typeof THREAD_ROLE;
  /** Where blocks are given: each SLOT_BYTES long. */
  readonly slots: readonly SharedArrayBuffer[];
}

/** A message to a thread: so many bytes of a slot. Answered by its stretch, or undefined, in the order of the messages. */
export interface BlockGiven {
  readonly slot: number;
  readonly length: number;
}

export function isStretchThread(): boolean {
  return (workerData as Partial<ThreadData> | null)?.role === THREAD_ROLE;
}

/** Answers until the thread is ended. */
export function serveStretches(): void {
  const { slots } = workerData as ThreadData;
  // Of its own: what it reads stays the same while it reads it.
  const own = new Uint8Array(SLOT_BYTES);
  parentPort?.on('message', ({ slot, length }: BlockGiven) => {
    own.set(new Uint8Array(slots[slot] as SharedArrayBuffer, 0, length));
    parentPort?.postMessage(goodStretch(own.subarray(0, length)));
  });
}
