import { refuseWith } from '../problem-details.js';

/** What a request says once. Node keeps the first of some and joins others; a proxy before it may have looked at the last. */
const ONCE: readonly string[] = [
  'authorization',
  'content-type',
  'content-encoding',
  'host',
  'idempotency-key',
  'writ-version',
  'writ-min-position',
];
/** Of each a bit. */
const BITS: ReadonlyMap<string, number> = new Map(ONCE.map((name, i) => [name, 1 << i]));

/** Names and values in turns, as they came. */
export function checkHeaders(raw: readonly string[]): void {
  let seen = 0;
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    const bit = BITS.get(name) ?? 0;
    if ((seen & bit) !== 0) throw refuseWith('INVALID_INPUT', `the header ${name} was sent more than once`);
    seen |= bit;
  }
}
