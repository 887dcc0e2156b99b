import { refuse, refuseType } from '../errors.js';
import { spend } from '../fuel.js';
import { insert, lookup, objectOf } from '../objects.js';
import { type Arg, type Family, array, object, refuseOperand } from '../operand-checks.js';
import { dot } from '../runtime.js';
import { type RegoObject, RegoSet, type Value, equalValues, isObject, objectEntries, objectKeys, objectSize } from '../values.js';

/** Keys given as an array, a set or the keys of an object. */
function keysOf(value: Arg, position: number): RegoSet {
  if (value instanceof RegoSet) return value;
  if (Array.isArray(value)) return RegoSet.of(value);
  return value !== undefined && isObject(value)
    ? RegoSet.of(objectKeys(value))
    : refuseOperand(position, value, 'object', 'array', 'set');
}

function select(value: Arg, keys: Arg, keep: boolean): Value {
  const [source, wanted] = [object(value, 1), keysOf(keys, 2)];
  spend(objectSize(source));
  return objectOf(objectEntries(source).filter(([key]) => wanted.contains(key) === keep));
}

/** A path that is an array is walked, anything else is one key. */
function get(source: Arg, path: Arg, fallback: Arg): Value {
  const root = object(source, 1);
  if (!Array.isArray(path)) return orElse(lookup(root, path!), fallback!);
  spend(1 + path.length);
  let current: Value | undefined = root;
  for (const key of path) current = current === undefined ? undefined : dot(current, key);
  return orElse(current, fallback!);
}

/** Null is a value: only what is not there is replaced. */
function orElse(value: Value | undefined, fallback: Value): Value {
  return value === undefined ? fallback : value;
}

/** Objects are merged at every level, for everything else the right side wins. */
function union(a: Value, b: Value): Value {
  if (!isObject(a) || !isObject(b)) return b;
  let merged: RegoObject = objectOf(objectEntries(a));
  for (const [key, value] of objectEntries(b)) {
    spend(4);
    const present = lookup(merged, key);
    merged = insert(merged, key, present === undefined ? value : union(present, value));
  }
  return merged;
}

function unionAll(values: Arg): Value {
  return array(values, 1).reduce(
    (merged, value) => union(merged, isObject(value) ? value : refuseType('operand 1 must be array of objects')),
    {} as Value,
  );
}

function subset(whole: Value, part: Value): boolean {
  if (isObject(whole) && isObject(part)) {
    return objectEntries(part).every(([key, value]) => {
      spend(1);
      const present = lookup(whole, key);
      return (
        present !== undefined && (isObject(present) && isObject(value) ? subset(present, value) : equalOrSubset(present, value))
      );
    });
  }
  if (whole instanceof RegoSet && part instanceof RegoSet) {
    spend(part.cardinality * 3);
    return part.sorted().every((value) => whole.contains(value));
  }
  if (Array.isArray(whole) && Array.isArray(part)) return containsRun(whole, part);
  if (Array.isArray(whole) && part instanceof RegoSet) {
    spend((whole.length * part.cardinality) >>> 1);
    // As in OPA, nothing is in an empty list, not even the empty set.
    return whole.length > 0 && part.sorted().every((value) => whole.some((candidate) => equalValues(candidate, value)));
  }
  return refuse('both arguments object.subset must be of the same type or array and set');
}

/** Below an object, collections of one kind are compared as subsets and everything else by equality. */
function equalOrSubset(whole: Value, part: Value): boolean {
  if ((whole instanceof RegoSet && part instanceof RegoSet) || (Array.isArray(whole) && Array.isArray(part)))
    return subset(whole, part);
  return equalValues(whole, part);
}

function containsRun(whole: Value[], part: Value[]): boolean {
  spend(whole.length * Math.max(1, part.length));
  for (let from = 0; from + part.length <= whole.length; from += 1) {
    if (part.every((value, i) => equalValues(whole[from + i]!, value))) return true;
  }
  return false;
}

export const OBJECTS: Family = {
  'object.get': get,
  'object.keys': (value) => RegoSet.of(objectKeys(object(value, 1))),
  'object.filter': (value, keys) => select(value, keys, true),
  'object.remove': (value, keys) => select(value, keys, false),
  'object.union': (a, b) => union(object(a, 1), object(b, 2)),
  'object.union_n': unionAll,
  'object.subset': (whole, part) => subset(whole!, part!),
};
