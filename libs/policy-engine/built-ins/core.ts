import { type Family, refuseOperand, text } from '../operand-checks.js';
import { spend } from '../fuel.js';
import { RegoMap, RegoSet, type Value, compareValues, equalValues, isObject, typeName } from '../values.js';
import { isNumber } from '../formats/numbers.js';
import { dot } from '../runtime.js';

function isMember(value: Value, collection: Value): boolean {
  if (collection instanceof RegoSet) return collection.contains(value);
  if (!Array.isArray(collection) && !isObject(collection)) return false;
  const values = Array.isArray(collection)
    ? collection
    : collection instanceof RegoMap
      ? collection.sorted().map((entry) => entry[1])
      : Object.values(collection);
  spend(1 + (values.length >>> 2));
  return values.some((candidate) => equalValues(candidate, value));
}

function isMemberAt(key: Value, value: Value, collection: Value): boolean {
  const found = dot(collection, key);
  return found !== undefined && equalValues(found, value);
}

/** cast_*: the value itself when it already has the type. */
function cast(kind: string, test: (value: Value) => boolean): (value: Value | undefined) => Value {
  return (value) => (value !== undefined && test(value) ? value : refuseOperand(1, value, kind));
}

export const CORE: Family = {
  equal: (a, b) => equalValues(a!, b!),
  neq: (a, b) => !equalValues(a!, b!),
  lt: (a, b) => compareValues(a!, b!) < 0,
  lte: (a, b) => compareValues(a!, b!) <= 0,
  gt: (a, b) => compareValues(a!, b!) > 0,
  gte: (a, b) => compareValues(a!, b!) >= 0,
  'internal.member_2': (value, collection) => isMember(value!, collection!),
  'internal.member_3': (key, value, collection) => isMemberAt(key!, value!, collection!),
  'internal.print': () => true,
  /** A note for whoever looks at OPA's own evaluation; a decision has its explanation. */
  trace: (note) => {
    text(note, 1);
    return true;
  },
  type_name: (value) => typeName(value!),
  is_array: (value) => Array.isArray(value),
  is_boolean: (value) => typeof value === 'boolean',
  is_null: (value) => value === null,
  is_number: isNumber,
  is_object: (value) => isObject(value!),
  is_set: (value) => value instanceof RegoSet,
  is_string: (value) => typeof value === 'string',
  cast_boolean: cast('boolean', (value) => typeof value === 'boolean'),
  cast_null: cast('null', (value) => value === null),
  cast_object: cast('object', isObject),
  cast_string: cast('string', (value) => typeof value === 'string'),
  cast_array: (value) => {
    if (Array.isArray(value)) return value;
    return value instanceof RegoSet ? value.sorted() : refuseOperand(1, value, 'array', 'set');
  },
  cast_set: (value) => {
    if (value instanceof RegoSet) return value;
    return Array.isArray(value) ? RegoSet.of(value) : refuseOperand(1, value, 'array', 'set');
  },
};
