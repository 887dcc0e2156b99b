import { countPoints, sameText } from './texts/code-points.js';
import { BuiltinFailure, PolicyEvaluationError, type SourceLocation } from './errors.js';
import { exhausted, spend, tank } from './fuel.js';
import { int64Of, isNumber, numberText } from './formats/numbers.js';
import { SpelledNumber } from './formats/spelled-number.js';
import { insert, lookup, objectOf } from './objects.js';
import {
  type RegoObject,
  RegoMap,
  RegoSet,
  type Value,
  compareValues,
  equalValues,
  isObject,
  objectEntries,
  objectSize,
  recordKeys,
  isList,
} from './values.js';

/** A call that may be undefined, the way every generated function and every built-in is called. */
export type Callable = (...args: (Value | undefined)[]) => Value | undefined;

/** `value[key]` for any two values; undefined when there is nothing there. Inherited properties are never seen. */
export function dot(source: Value | undefined, key: Value): Value | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  if (isList(source)) return typeof key === 'number' && key >= 0 && Number.isInteger(key) ? source[key] : elementAt(source, key);
  if (isNumber(source)) return undefined;
  return source instanceof RegoSet ? source.lookup(key) : lookup(source, key);
}

/** The element at a position that is written with a point, as `1.0`. */
function elementAt(source: readonly Value[], key: Value): Value | undefined {
  const position = typeof key === 'object' && isNumber(key) ? int64Of(key) : undefined;
  return position === undefined ? undefined : source[Number(position)];
}

/**
 * What else a step into a base document may mean: a reference into it is a path of texts, so that a number asks for the member of
 * an object by that name, and the text of a number for the element of an array.
 */
export function baseKey(source: Value, key: Value): Value | undefined {
  if (typeof key === 'string') return isList(source) && /^[+-]?\d+$/.test(key) ? Number(key) + 0 : undefined;
  return isNumber(key) && isObject(source) ? numberText(key) : undefined;
}

/** A step of a reference into data itself, as opposed to a value that was taken from there before. */
function baseDot(source: Value | undefined, key: Value): Value | undefined {
  const found = dot(source, key);
  if (found !== undefined || source === undefined) return found;
  const other = baseKey(source, key);
  return other === undefined ? undefined : dot(source, other);
}

/** What is left of a lookup by a constant name after the plain property read found nothing. */
function dotRest(source: Value | undefined, key: string): Value | undefined {
  return source instanceof RegoSet || source instanceof RegoMap ? source.lookup(key) : undefined;
}

/** Names that are not safe to read as a plain property because some prototype (or an array's length) answers to them. */
const INHERITED = new Set(
  [Object, Array, String, Number, Boolean, BigInt, RegoSet, RegoMap, SpelledNumber].flatMap((kind) =>
    Object.getOwnPropertyNames(kind.prototype),
  ),
);

export function isPlainProperty(key: string): boolean {
  return !INHERITED.has(key) && !/^[+-]?\d+$/.test(key);
}

/** The collection behind a scan: values by position, and their keys unless positions are the keys. Undefined for scalars. */
function scan(source: Value | undefined): { keys: readonly Value[] | undefined; values: readonly Value[] } | undefined {
  if (typeof source !== 'object' || source === null || isNumber(source)) return undefined;
  if (isList(source)) return { keys: undefined, values: source };
  if (source instanceof RegoSet) return { keys: source.sorted(), values: source.sorted() };
  if (source instanceof RegoMap)
    return { keys: source.sorted().map((entry) => entry[0]), values: source.sorted().map((entry) => entry[1]) };
  const keys = recordKeys(source);
  return { keys, values: keys.map((key) => source[key]!) };
}

export function size(source: Value | undefined): number | undefined {
  if (typeof source === 'string') return countPoints(source);
  if (typeof source !== 'object' || source === null || isNumber(source)) return undefined;
  if (isList(source)) return source.length;
  return source instanceof RegoSet ? source.cardinality : objectSize(source);
}

/** A copy of `target` with `value` at `path`, making objects on the way where there are none. */
function upsert(target: Value | undefined, path: readonly string[], value: Value, depth = 0): Value {
  const key = path[depth];
  if (key === undefined) return value;
  const base = target !== undefined && isObject(target) ? target : {};
  spend(Object.keys(base).length);
  return insert(objectOf(objectEntries(base)), key, upsert(lookup(base, key), path, value, depth + 1));
}

/** Deep union of two documents; where both have a non-object at the same place they must be equal or `a` is kept. */
function merge(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (!isObject(a) || !isObject(b)) return a;
  let merged: RegoObject = objectOf(objectEntries(a));
  for (const [key, value] of objectEntries(b)) {
    spend(1);
    const present = lookup(merged, key);
    merged = insert(merged, key, present === undefined ? value : merge(present, value)!);
  }
  return merged;
}

function raiseConflict(message: string, location: SourceLocation): never {
  throw new PolicyEvaluationError('eval_conflict_error', message, location);
}

/** Adds to an object under construction; a second, different value under the same key is a conflict. */
function insertOnce(object: RegoObject, key: Value, value: Value, location: SourceLocation): RegoObject {
  const present = lookup(object, key);
  if (present === undefined) return insert(object, key, value);
  if (!equalValues(present, value)) raiseConflict('object keys must be unique', location);
  return object;
}

/** Decides what a failed built-in means: undefined, or with strict errors the end of the evaluation. */
function failureHandler(strict: boolean): (error: unknown, name: string, location: SourceLocation) => undefined {
  return (error, name, location) => {
    if (!(error instanceof BuiltinFailure)) throw error;
    refused();
    if (strict) throw new PolicyEvaluationError(error.code, `${name}: ${error.message}`, location);
    return undefined;
  };
}

/** What it costs that a built-in cannot answer. */
function refused(): undefined {
  spend(150);
}

/** Everything generated code may touch besides its own locals. */
export function runtimeLibrary(strict: boolean) {
  return {
    tank,
    exhausted,
    dot,
    baseDot,
    dotRest,
    scan,
    size,
    upsert,
    merge,
    raiseConflict,
    insertOnce,
    insert,
    equal: equalValues,
    sameText,
    compare: compareValues,
    Set: RegoSet,
    SpelledNumber,
    isObject,
    failed: failureHandler(strict),
    refused,
  };
}
