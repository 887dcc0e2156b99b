import { numberText } from '../formats/numbers.js';
import { spend, spendText } from '../fuel.js';
import { RegoSet, type Value, objectEntries, isList } from '../values.js';

const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
  '\u0007': '\\a',
};
// oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
const ESCAPED = /["\\\u0000-\u001f\u007f]/g;

/** A text in double quotes with Go's escapes. */
export function quoted(value: string): string {
  const escape = (character: string): string => {
    spend(4);
    return ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  };
  spendText(value.length * 2);
  return `"${value.replace(ESCAPED, escape)}"`;
}

/** A value as it would be written in a policy: `{"a": [1, true]}`, `{1, 2}`, `set()`. */
export function regoText(value: Value): string {
  spend(typeof value === 'string' ? 6 + (value.length >>> 3) : 6);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isList(value)) return `[${value.map(regoText).join(', ')}]`;
  if (value instanceof RegoSet) return value.cardinality === 0 ? 'set()' : `{${value.sorted().map(regoText).join(', ')}}`;
  return `{${objectEntries(value)
    .map(([key, item]) => `${regoText(key)}: ${regoText(item)}`)
    .join(', ')}}`;
}

/** A text as it is, every other value as it would be written in a policy. */
export function plainText(value: Value): string {
  return typeof value === 'string' ? value : regoText(value);
}
