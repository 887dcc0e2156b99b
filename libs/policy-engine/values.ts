import { type RegoNumber, compareNumbers, isNumber, numberIdentity } from './formats/numbers.js';
import { SpelledNumber } from './formats/spelled-number.js';
import { compareText, sameText } from './texts/code-points.js';
import { spend, spendSort, spendText } from './fuel.js';

export type { Json } from '#libs/event-sourcing';

/** An object whose keys are all strings. Keys such as `__proto__` are own properties, never the prototype. */
export interface RegoRecord {
  [key: string]: Value;
}
/** `Array.isArray`, which does not take a list that is only read for one. */
export const isList = Array.isArray as (value: unknown) => value is readonly Value[];

/** Values are immutable once built; input and data are used in place and never written to. */
export type Value = null | boolean | RegoNumber | string | readonly Value[] | RegoSet | RegoMap | RegoRecord;

/** A Map key that is equal for equal Rego values: primitives stand for themselves, composites get a wrapped text. */
type Identity = string | number | bigint | boolean | null;

const COMPOSITE = '\u0000rego:';
/** Looking up longer texts is paid for by length. */
const LONG_KEY = 64;

function identity(value: Value): Identity {
  if (typeof value === 'string') {
    if (value.length > LONG_KEY) spendText(value.length);
    return value.startsWith(COMPOSITE) ? `${COMPOSITE}s${value}` : value;
  }
  if (isNumber(value)) return numberIdentity(value);
  if (typeof value !== 'object' || value === null) return value;
  return COMPOSITE + canonicalText(value);
}

/** A text that is the same exactly for equal values. Not JSON: sets and number kinds are kept apart. */
export function canonicalText(value: Value): string {
  if (typeof value === 'string') {
    spend(3 + (value.length >>> 4));
    return JSON.stringify(value);
  }
  spend(3);
  if (isNumber(value)) return String(numberIdentity(value));
  if (typeof value !== 'object' || value === null) return String(value);
  if (isList(value)) return `[${canonicalList(value)}]`;
  if (value instanceof RegoSet) return `<${canonicalList(value.sorted())}>`;
  let text = '{';
  for (const [key, item] of objectEntries(value)) text += `${canonicalText(key)}:${canonicalText(item)},`;
  return `${text}}`;
}

function canonicalList(values: readonly Value[]): string {
  let text = '';
  for (const value of values) text += `${canonicalText(value)},`;
  return text;
}

/** An unordered collection of distinct values, read in Rego order. */
export class RegoSet {
  readonly #members = new Map<Identity, Value>();
  #sorted: Value[] | undefined;

  static of(values: Iterable<Value>): RegoSet {
    const set = new RegoSet();
    for (const value of values) set.add(value);
    return set;
  }

  add(value: Value): void {
    spend(5);
    const key = identity(value);
    if (this.#members.has(key)) return;
    this.#members.set(key, value);
    this.#sorted = undefined;
  }

  contains(value: Value): boolean {
    return this.#members.has(identity(value));
  }

  lookup(value: Value): Value | undefined {
    return this.#members.get(identity(value));
  }

  get cardinality(): number {
    return this.#members.size;
  }

  /** Members in Rego order. The array is shared: callers must not change it. */
  sorted(): Value[] {
    if (this.#sorted === undefined) {
      spendSort(this.#members.size);
      this.#sorted = [...this.#members.values()].sort(compareValues);
    }
    return this.#sorted;
  }
}

/** An object with at least one key that is not a string; objects with string keys only are always RegoRecord. */
export class RegoMap {
  readonly #entries = new Map<Identity, [Value, Value]>();
  #sorted: [Value, Value][] | undefined;

  put(key: Value, value: Value): void {
    spend(6);
    this.#entries.set(identity(key), [key, value]);
    this.#sorted = undefined;
  }

  lookup(key: Value): Value | undefined {
    return this.#entries.get(identity(key))?.[1];
  }

  get cardinality(): number {
    return this.#entries.size;
  }

  /** Entries in the Rego order of their keys. The array is shared: callers must not change it. */
  sorted(): [Value, Value][] {
    if (this.#sorted === undefined) {
      spendSort(this.#entries.size);
      this.#sorted = [...this.#entries.values()].sort((a, b) => compareValues(a[0], b[0]));
    }
    return this.#sorted;
  }
}

export type RegoObject = RegoRecord | RegoMap;

export function isObject(value: Value): value is RegoObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof RegoSet) &&
    !(value instanceof SpelledNumber)
  );
}

/** Own keys of a record in Rego order, without sorting again when they already are. */
export function recordKeys(record: RegoRecord): string[] {
  const keys = Object.keys(record);
  spend(keys.length);
  for (let i = 1; i < keys.length; i += 1) {
    if (compareText(keys[i - 1]!, keys[i]!) > 0) {
      spendSort(keys.length);
      return keys.sort(compareText);
    }
  }
  return keys;
}

export function objectEntries(object: RegoObject): [Value, Value][] {
  if (object instanceof RegoMap) return object.sorted();
  const keys = recordKeys(object);
  spend(keys.length * 2);
  return keys.map((key) => [key, object[key]!]);
}

export function objectKeys(object: RegoObject): Value[] {
  return object instanceof RegoMap ? object.sorted().map((entry) => entry[0]) : recordKeys(object);
}

export function objectSize(object: RegoObject): number {
  if (object instanceof RegoMap) return object.cardinality;
  const { length } = Object.keys(object);
  spend(1 + length * 2);
  return length;
}

const RANKS = { null: 0, boolean: 1, number: 2, string: 3, array: 4, object: 5, set: 6 } as const;
export type TypeName = keyof typeof RANKS;

/** The Rego name of a value's type. */
export function typeName(value: Value): TypeName {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'array';
      if (value instanceof RegoSet) return 'set';
      return value instanceof SpelledNumber ? 'number' : 'object';
  }
}

/** The total order of Rego values: null < boolean < number < string < array < object < set. Negative, zero or positive. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (a === b) return 0;
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  const kind = typeName(a);
  const byType = RANKS[kind] - RANKS[typeName(b)];
  if (byType !== 0) return byType;
  if (kind === 'boolean') return a ? 1 : -1;
  if (kind === 'array') return compareArrays(a as Value[], b as Value[]);
  if (kind === 'set') return compareArrays((a as RegoSet).sorted(), (b as RegoSet).sorted());
  return compareObjects(a as RegoObject, b as RegoObject);
}

function compareArrays(a: Value[], b: Value[]): number {
  const length = Math.min(a.length, b.length);
  spend(1 + length);
  for (let i = 0; i < length; i += 1) {
    const order = compareValues(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: RegoObject, b: RegoObject): number {
  const left = objectEntries(a);
  const right = objectEntries(b);
  const length = Math.min(left.length, right.length);
  spend(1 + length);
  for (let i = 0; i < length; i += 1) {
    const order = compareValues(left[i]![0], right[i]![0]) || compareValues(left[i]![1], right[i]![1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

export function equalValues(a: Value, b: Value): boolean {
  if (typeof a === 'string') return sameText(a, b);
  if (a === b) return true;
  if (typeof a === 'number' && typeof b === 'number') return false;
  // Numbers of different kinds can be equal without being identical.
  if (isNumber(a)) return isNumber(b) && compareNumbers(a, b) === 0;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && compareArrays(a, b) === 0;
  const kind = typeName(a);
  if (kind !== typeName(b)) return false;
  if (kind === 'object' && objectSize(a as RegoObject) !== objectSize(b as RegoObject)) return false;
  if (kind === 'set' && (a as RegoSet).cardinality !== (b as RegoSet).cardinality) return false;
  return compareValues(a, b) === 0;
}
