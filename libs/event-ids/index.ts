import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
const pool = new Uint8Array(BYTES * 512);
let used = pool.length;

/**
 * A UUIDv7: time-ordered, so that new rows land at the end of an index. Random bytes are drawn for many ids at once,
 * because asking the system for 16 of them costs more than the rest of a request's bookkeeping.
 */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + BYTES);
  used += BYTES;
  return v7({ random });
}
