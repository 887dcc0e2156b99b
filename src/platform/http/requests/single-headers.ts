import { refuseWith } from '../problem-details.js';

/** What a request says once. Node keeps the first of some and joins others; a proxy before it may have looked at the last. */
const ONCE = new Set([
  'authorization',
  'content-type',
  'content-encoding',
  'host',
  'idempotency-key',
  'writ-version',
  'writ-min-position',
]);

/** Names and values in turns, as they came. */
export function checkHeaders(raw: readonly string[]): void {
  let seen = '';
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (!ONCE.has(name)) continue;
    if (seen.includes(`${name}\n`)) throw refuseWith('INVALID_INPUT', `the header ${name} was sent more than once`);
    seen += `${name}\n`;
  }
}
