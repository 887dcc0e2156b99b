import { isNumber, numberText } from '../formats/numbers.js';
import { PolicyEvaluationError } from '../errors.js';
import { setOwn } from '../objects.js';
import { spend, spendSort } from '../fuel.js';
import { compareText } from '../texts/code-points.js';
import {
  type Json,
  RegoMap,
  type RegoObject,
  type RegoRecord,
  RegoSet,
  type Value,
  objectEntries,
  recordKeys,
  isList,
} from '../values.js';

/** A JSON copy: sets become sorted arrays, keys are sorted and become their JSON text when they are not strings, numbers the nearest double. */
export function toJson(value: Value): Json {
  if (isNumber(value)) return nearestDouble(Number(value));
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  spend(2);
  if (isList(value)) return value.map(toJson);
  if (value instanceof RegoSet) return value.sorted().map(toJson);
  if (value instanceof RegoMap) {
    const copy: RegoRecord = {};
    for (const [key, item] of value.sorted())
      setOwn(copy, typeof key === 'string' ? key.toWellFormed() : jsonText(key), toJson(item));
    return copy as Json;
  }
  return copyRecord(value);
}

/** JSON has no infinity: as `null` it would stand below every number. */
function nearestDouble(number: number): number {
  if (Number.isFinite(number)) return number;
  throw new PolicyEvaluationError('eval_number_error', 'the answer holds a number beyond the range of a double');
}

function copyRecord(record: RegoRecord): Json {
  const copy: RegoRecord = {};
  for (const key of recordKeys(record)) setOwn(copy, key.toWellFormed(), toJson(record[key]!));
  return copy as Json;
}

/** Characters that Go's encoder escapes beyond what JSON demands. */
const GO_ESCAPES = /[<>&\u2028\u2029]/g;

export function jsonString(text: string): string {
  const json = JSON.stringify(text).replace(GO_ESCAPES, (character) => {
    spend(6);
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return text.isWellFormed() ? json : json.replace(/(?<=(?:^|[^\\])(?:\\\\)*)\\ud[89a-f][\da-f]{2}/g, '\\ufffd');
}

/** The text OPA's json.marshal writes: sorted keys, no spaces, Go's escapes. */
export function jsonText(value: Value): string {
  spend(typeof value === 'string' ? 16 + (value.length >>> 3) : 12);
  if (typeof value === 'string') return jsonString(value);
  if (isNumber(value)) return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  if (value instanceof RegoSet) return `[${value.sorted().map(jsonText).join(',')}]`;
  return `{${jsonMembers(value)
    .map(([key, item]) => `${jsonString(key)}:${jsonText(item)}`)
    .join(',')}}`;
}

/** Members with their keys as JSON will show them, in the order of these texts. */
export function jsonMembers(object: RegoObject): [string, Value][] {
  const members = objectEntries(object).map(([key, item]): [string, Value] => [
    typeof key === 'string' ? key : jsonText(key),
    item,
  ]);
  if (!(object instanceof RegoMap)) return members;
  spendSort(members.length);
  // Of keys that read the same the last one stays.
  return [...new Map(members)].sort((a, b) => compareText(a[0], b[0]));
}
