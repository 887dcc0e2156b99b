import { spend } from './fuel.js';
import { RegoMap, type RegoObject, type RegoRecord, type Value } from './values.js';

/** The value under a key, undefined when there is none; never an inherited property. */
export function lookup(object: RegoObject, key: Value): Value | undefined {
  if (object instanceof RegoMap) return object.lookup(key);
  return typeof key === 'string' && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Writes into an object that is still being built and returns it; it changes its kind at the first key that is not a string. */
export function insert(object: RegoObject, key: Value, value: Value): RegoObject {
  if (object instanceof RegoMap) {
    object.put(key, value);
    return object;
  }
  if (typeof key === 'string') {
    setOwn(object, key, value);
    return object;
  }
  const map = new RegoMap();
  for (const name of Object.keys(object)) map.put(name, object[name]!);
  map.put(key, value);
  return map;
}

export function setOwn(record: RegoRecord, key: string, value: Value): void {
  if (key !== '__proto__') record[key] = value;
  else Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}

export function objectOf(entries: Iterable<readonly [Value, Value]>): RegoObject {
  let object: RegoObject = {};
  for (const [key, value] of entries) {
    spend(2);
    object = insert(object, key, value);
  }
  return object;
}
