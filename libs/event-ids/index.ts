import { hash, randomFillSync } from 'node:crypto';
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

/** A name-based UUIDv8 (RFC 9562, 5.8): the first 122 bits of the SHA-256 of the name that its layout leaves free. */
export function nameBasedId(name: string): string {
  const hex = hash('sha256', name, 'hex');
  const variant = ((Number.parseInt(hex[16] as string, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
