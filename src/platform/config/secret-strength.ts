import { createHash } from 'node:crypto';

/** Of 32 random bytes, fewer than this many differ once in more than 10^12 keys. */
const LEAST_DISTINCT = 20;
const LEAST_DISTINCT_STEPS = 16;
/** Counting is looked for from byte to byte, and where it was interleaved. */
const DISTANCES = [1, 2, 3, 4];

/** What people hash when they are asked for 64 hex digits, and what stands in the specs and pages of this repository. */
const KNOWN_WORDS = ['', 'writ', 'secret', 'password', 'changeme', 'change-me', 'test', 'demo', 'admin', 'key', 'WRIT_SECRET'];
const KNOWN: ReadonlySet<string> = new Set([
  '0123456789abcdef'.repeat(4),
  ...KNOWN_WORDS.map((word) => createHash('sha256').update(word).digest('hex')),
]);

/**
 * Why a key of 32 bytes could be guessed, or undefined. It finds what was typed, counted, repeated or copied; a key that was
 * drawn at random is never refused. It cannot tell a good key from one that is merely well disguised.
 */
export function weaknessOf(hex: string): string | undefined {
  const bytes = [...Buffer.from(hex, 'hex')];
  if (KNOWN.has(hex.toLowerCase())) return 'a published or common value';
  if (new Set(bytes).size < LEAST_DISTINCT) return 'repeated bytes';
  if (DISTANCES.some((distance) => steps(bytes, distance).size < LEAST_DISTINCT_STEPS)) return 'counted bytes';
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'text written as hex';
  if (/^\d+$/.test(hex)) return 'decimal digits only';
  return undefined;
}

function steps(bytes: readonly number[], distance: number): Set<number> {
  return new Set(bytes.slice(distance).map((byte, index) => (byte - (bytes[index] as number)) & 0xff));
}
