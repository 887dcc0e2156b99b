import { hash, randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
const KEPT = 512;
const pool = new Uint8Array(BYTES * KEPT);
/** Made once: a view of a few bytes takes several times their room. */
const parts = Array.from({ length: KEPT }, (_, i) => pool.subarray(i * BYTES, (i + 1) * BYTES));
let used = KEPT;

const bytes = new Uint8Array(BYTES);
const text = Buffer.alloc(36, '-');
/** Where each of the 32 digits stands. */
const PLACES = Array.from(
  { length: 2 * BYTES },
  (_, i) => i + (i >= 8 ? 1 : 0) + (i >= 12 ? 1 : 0) + (i >= 16 ? 1 : 0) + (i >= 20 ? 1 : 0),
);
const DIGITS = Buffer.from('0123456789abcdef');

/**
 * A UUIDv7: time-ordered, so that new rows land at the end of an index. Random bytes are drawn for many ids at once,
 * because asking the system for 16 of them costs more than the rest of a request's bookkeeping.
 */
export function newId(): string {
  if (used === KEPT) {
    randomFillSync(pool);
    used = 0;
  }
  v7({ random: parts[used] as Uint8Array }, bytes);
  used += 1;
  for (let i = 0; i < BYTES; i += 1) {
    put(2 * i, DIGITS[(bytes[i] as number) >> 4] as number);
    put(2 * i + 1, DIGITS[(bytes[i] as number) & 0xf] as number);
  }
  return text.toString('latin1');
}

/** A name-based UUIDv8 (RFC 9562, 5.8): the first 122 bits of the SHA-256 of the name that its layout leaves free. */
export function nameBasedId(name: string): string {
  const hex = hash('sha256', name, 'hex');
  for (let i = 0; i < 2 * BYTES; i += 1) put(i, hex.charCodeAt(i));
  put(12, DIGITS[8] as number);
  put(16, DIGITS[(Number.parseInt(hex[16] as string, 16) & 0x3) | 0x8] as number);
  return text.toString('latin1');
}

function put(digit: number, unit: number): void {
  text[PLACES[digit] as number] = unit;
}
