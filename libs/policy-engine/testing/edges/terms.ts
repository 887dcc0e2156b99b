import { isNumber, numberText } from '../../formats/numbers.js';
import { jsonText } from '../../json/json-values.js';
import { objectOf } from '../../objects.js';
import { RegoMap, RegoSet, type Value, canonicalText, isList, objectEntries } from '../../values.js';

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

/** The value behind what OPA writes about it: its JSON, and the paths of the sets in it, which JSON shows as arrays. */
export function valueOf(written: Value, sets: readonly Value[]): Value {
  const places = new Set(sets.map((path) => canonicalText(path)));
  const restored = (value: Value, path: readonly Value[]): Value => {
    if (isList(value)) {
      if (!places.has(canonicalText(path))) return value.map((item, index) => restored(item, [...path, index]));
      return RegoSet.of(value.map((item) => restored(item, [...path, item])));
    }
    if (typeof value !== 'object' || value === null || isNumber(value) || value instanceof RegoSet) return value;
    return objectOf(objectEntries(value).map(([key, item]) => [key, restored(item, [...path, key])] as const));
  };
  return restored(written, []);
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
