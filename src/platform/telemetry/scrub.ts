import { stdSerializers } from 'pino';

/** Member names that carry a credential, whatever stands round them; compared without case, hyphens and underscores. */
const SECRET_NAMES =
  /^(x|proxy|set|client|access|refresh|id|approval|bearer|agent|api|private|signing|deployment|shared|webhook|writ|one|time)*(authorization|cookie|secret|secrets|token|tokens|key|keys|password|passwd|passphrase|credentials?|connectionstring|databaseurl|redisurl|smtpurl)$/;
/** Our own credentials, JWTs, URLs with a password and PEM bodies, wherever they stand in a text. */
const SECRET_TEXTS =
  /\bw(?:rk|rr|ra)_[A-Za-z0-9_.-]{8,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|(?<=:\/\/)[^\s/@:]*:[^\s/@]+(?=@)|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*-----END [A-Z ]*PRIVATE KEY-----|\bBearer +[\w.~+/=-]{8,}/gi;
const REMOVED = '[removed]';
const MAX_DEPTH = 6;

/** A log line's fields without anything that proves who somebody is. What is nested deeper than any of ours is left out. */
export function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return scrub(stdSerializers.err(value), depth);
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((member) => scrub(member, depth + 1));
  if (value instanceof Date || Buffer.isBuffer(value)) return Buffer.isBuffer(value) ? '[bytes]' : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, isSecret(name, member) ? REMOVED : scrub(member, depth + 1)]),
  );
}

export function scrubText(text: string): string {
  return text.replace(SECRET_TEXTS, REMOVED);
}

function isSecret(name: string, value: unknown): boolean {
  return typeof value !== 'number' && typeof value !== 'boolean' && SECRET_NAMES.test(name.toLowerCase().replace(/[-_]/g, ''));
}
