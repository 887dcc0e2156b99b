import { isNumber, numberText } from '../formats/numbers.js';
import { pointsOf } from './code-points.js';
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
/** What Go prints as it is: letters, marks, numbers, punctuation, symbols and the blank. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const PLAIN = /^[ !#-[\]-~]*$/;

export function isPrintable(point: string): boolean {
  return PRINTABLE.test(point);
}

/** One character with Go's escapes, between quotes of a kind. */
function escaped(point: string, quote: string, isAscii: boolean): string {
  if (point === quote || point === '\\') return `\\${point}`;
  const code = point.codePointAt(0)!;
  if (isPrintable(point) && (code < 0x80 || !isAscii)) return point;
  if (point !== '"' && ESCAPES[point] !== undefined) return ESCAPES[point];
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** A text in double quotes with Go's escapes. */
export function quoted(value: string, isAscii = false): string {
  spendText(value.length * 2);
  if (PLAIN.test(value)) return `"${value}"`;
  return `"${pointsOf(value.toWellFormed())
    .map((point) => escaped(point, '"', isAscii))
    .join('')}"`;
}

export function quotedRune(point: string, isAscii: boolean): string {
  return `'${escaped(point, "'", isAscii)}'`;
}

/** A value as it would be written in a policy: `{"a": [1, true]}`, `{1, 2}`, `set()`. */
export function regoText(value: Value): string {
  spend(typeof value === 'string' ? 6 + (value.length >>> 3) : 6);
  if (typeof value === 'string') return quoted(value);
  if (isNumber(value)) return numberText(value);
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
