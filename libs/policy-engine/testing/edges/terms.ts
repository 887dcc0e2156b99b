import { isNumber, numberText } from '../../formats/numbers.js';
import { jsonText } from '../../json/json-values.js';
import { objectOf } from '../../objects.js';
import { readTerm } from '../compliance-cases.js';
import { RegoMap, RegoSet, type Value, isList, objectEntries } from '../../values.js';

/** What would be invisible, or broken, in a text file; half surrogates and byte-order marks among it. */
const INVISIBLE =
  /[\u007f-\u00a0\u00ad\u061c\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff0-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A ground Rego term on one line, as a policy may write it. */
export function termText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value).replace(INVISIBLE, escaped);
  if (isNumber(value)) return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isList(value)) return `[${value.map(termText).join(', ')}]`;
  if (value instanceof RegoSet) return value.cardinality === 0 ? 'set()' : `{${value.sorted().map(termText).join(', ')}}`;
  return `{${objectEntries(value)
    .map(([key, item]) => `${termText(key)}: ${termText(item)}`)
    .join(', ')}}`;
}

/** The value behind what OPA writes about it: its JSON, which shows sets as arrays; and as Rego, in a list, if there are sets in it. */
export function valueOf(json: Value, isSet: boolean, [text]: readonly string[]): Value {
  if (text !== undefined) return asWritten((readTerm(text.replace(GO_ESCAPE, asJsonEscape)) as Value[])[0]!);
  return isSet ? RegoSet.of(json as Value[]) : json;
}

const GO_ESCAPE = /\\(?:x([0-9a-f]{2})|U([0-9a-f]{8})|[^])/g;

function asJsonEscape(escape: string, byte?: string, point?: string): string {
  if (byte !== undefined) return `\\u00${byte}`;
  if (point !== undefined) return String.fromCodePoint(Number.parseInt(point, 16));
  return escape === '\\a' ? '\\u0007' : escape === '\\v' ? '\\u000b' : escape;
}

/** A value as it reads back from a written answer: keys that are no texts are written as their JSON. */
export function asWritten(value: Value): Value {
  if (isList(value)) return value.map(asWritten);
  if (value instanceof RegoSet) return RegoSet.of(value.sorted().map(asWritten));
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null || isNumber(value)) return value;
  const name = (key: Value): Value => (typeof key === 'string' ? key.toWellFormed() : jsonText(key));
  const entries = value instanceof RegoMap ? value.sorted() : objectEntries(value);
  return objectOf(entries.map(([key, item]) => [name(key), asWritten(item)] as const));
}
