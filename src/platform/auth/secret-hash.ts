import { hash, timingSafeEqual } from 'node:crypto';

const NO_SECRET = '0'.repeat(64);

/** Lower-case hex SHA-256. Enough for secrets of 256 random bits, which nobody can guess; never for passwords. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret);
}

/** Constant-time. Without a stored hash the answer is no, after the same work, so that an unknown id costs what a wrong secret does. */
export function provesSecret(secret: string, storedHash: string | undefined): boolean {
  const isEqual = timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), Buffer.from(storedHash ?? NO_SECRET, 'hex'));
  return isEqual && storedHash !== undefined;
}
