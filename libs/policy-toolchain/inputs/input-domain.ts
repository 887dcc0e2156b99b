import { type DocumentPath, type InputFact, type Json, covers } from '#libs/policy-engine';
import { isObject, schemaPart } from './input-schema.js';

/** Stands for a part of the input that is not there. */
export const MISSING = Symbol('missing');
export type DomainValue = Json | typeof MISSING;

/** A document that is being built. */
export type Draft = null | boolean | number | string | Draft[] | { [member: string]: Draft };

/** The values that one part of the input takes in a search. */
export interface Dimension {
  readonly path: DocumentPath;
  readonly values: readonly DomainValue[];
}

export interface DomainOptions {
  /** The data document, or several that are to be told apart in the same search. */
  readonly documents: readonly Json[];
  readonly schema?: Json;
  readonly seeds?: readonly Json[];
}

const OTHER = 'something-else';
const MAX_VALUES = 400;

/**
 * A finite stand-in for all inputs: for each part that a policy looks at, the constants it is compared with, neighbours of numbers,
 * one value per way in which data treats it, another value, a wrong type, null and none; without what `schema` forbids.
 * `seeds` are inputs whose values are tried, too.
 */
export function inputDomain(facts: readonly InputFact[], options: DomainOptions): Dimension[] {
  const byPath = new Map<string, PathFacts>();
  const at = (path: DocumentPath): PathFacts => {
    const key = JSON.stringify(path);
    const known = byPath.get(key) ?? { path, facts: [] };
    byPath.set(key, known);
    return known;
  };
  for (const fact of facts) {
    if (fact.path.length === 0) continue;
    at(fact.path).facts.push(fact);
    if (isMember(fact.path) && fact.path.length > 1) at(fact.path.slice(0, -1));
  }
  const all = [...byPath.values()];
  return all.flatMap((own): Dimension[] => {
    const beneath = all.filter(({ path }) => path.length > own.path.length && covers(own.path, path));
    if (isMember(own.path) && beneath.length === 0) return [];
    const values = beneath.length > 0 ? holderValues(own, beneath, options) : valuesFor(own.facts, own.path, options);
    return values.length < 2 ? [] : [{ path: own.path, values }];
  });
}

interface PathFacts {
  readonly path: DocumentPath;
  readonly facts: InputFact[];
}

/** True for a path to the members of a list or object, which are tried as a part of it. */
function isMember(path: DocumentPath): boolean {
  return path.at(-1) === null;
}

/**
 * True when the domain stands for all that this comparison can tell apart: no built-in computes from the part, and it is no part of
 * the members of a list, of which only lists of one are tried.
 */
export function isTriable({ path, computed }: InputFact): boolean {
  return !computed && !path.slice(0, -1).includes(null);
}

/** A part that is looked into: whether it is there, and lists of what its members are compared with; named members are filled in. */
function holderValues({ path, facts }: PathFacts, beneath: readonly PathFacts[], options: DomainOptions): DomainValue[] {
  const part = schemaPart(options.schema, path);
  const members = beneath.filter((other) => other.path.length === path.length + 1 && isMember(other.path));
  const lists = members.flatMap((other) =>
    listsOf(valuesFor(other.facts, other.path, options).filter((value) => value !== MISSING)),
  );
  const all: DomainValue[] = [{}, MISSING, null, ...lists, ...facts.flatMap((fact) => fact.constants)];
  return distinct(all.filter((value) => isAllowed(value, part))).slice(0, MAX_VALUES);
}

const PAIRED = 6;

/** None, each alone, the first few in pairs and all together; and objects of one member. */
function listsOf(values: readonly Json[]): Json[] {
  const few = values.slice(0, PAIRED);
  const pairs = few.flatMap((a, i) => few.slice(i + 1).map((b) => [a, b]));
  const lists: Json[][] = [[], ...values.map((value) => [value]), ...pairs, [...values]];
  return [...lists, {}, ...values.map((value) => ({ member: value }))];
}

function valuesFor(
  facts: readonly InputFact[],
  path: DocumentPath,
  { documents, schema, seeds = [] }: DomainOptions,
): DomainValue[] {
  const constants = facts.flatMap((fact) => fact.constants).filter(isScalar);
  const places = distinct(facts.flatMap((fact) => fact.data.map((from) => from as Json))) as DocumentPath[];
  const sources = documents.flatMap((data) => places.map((from) => resolve(data, from)));
  const fromData = representatives(sources.flat(), constants);
  const seeded = seeds.flatMap((seed) => resolve(seed, path));
  const known = distinct([...constants, ...fromData, ...neighbours([...constants, ...fromData]), ...seeded]) as Json[];
  const part = schemaPart(schema, path);
  const others: DomainValue[] = [...strangers(known), ...(part.options ?? []), null, MISSING];
  return distinct([...known, ...others].filter((value) => isAllowed(value, part))).slice(0, MAX_VALUES);
}

function isAllowed(value: DomainValue, { types, isRequired, options }: ReturnType<typeof schemaPart>): boolean {
  if (value === MISSING) return !isRequired;
  if (options && !options.some((option) => option === value)) return false;
  return !types || types.has(kindOf(value));
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Values like the known ones but not among them, and one of another type. */
function strangers(known: readonly Json[]): Json[] {
  const kinds = new Set(known.map(kindOf));
  if (kinds.has('boolean') || kinds.size === 0) return [true, false, OTHER, 1];
  return [...(kinds.has('string') ? [OTHER, '', 0] : []), ...(kinds.has('number') ? ['0', -1, 1e9] : []), {}];
}

function neighbours(constants: readonly Json[]): Json[] {
  return constants.flatMap((value) => (typeof value === 'number' ? [value - 1, value + 1] : []));
}

interface DataSource {
  readonly members: readonly Json[];
  /** What data says about one value: its own entry, or that it is listed. */
  about(value: string): string;
}

/** One value of each class that no data source and no constant tells apart. */
function representatives(values: readonly Json[], constants: readonly Json[]): Json[] {
  const sources = values.map(sourceOf);
  const classes = new Map<string, Json>();
  for (const value of sources.flatMap((source) => source.members)) {
    const kept = typeof value !== 'string' || constants.includes(value);
    const key = kept ? JSON.stringify(value) : `class ${sources.map((source) => source.about(value as string)).join('|')}`;
    if (!classes.has(key)) classes.set(key, value);
  }
  return [...classes.values()];
}

function sourceOf(value: Json): DataSource {
  if (Array.isArray(value)) {
    const members = value.filter(isScalar);
    const listed = new Set(members);
    return { members, about: (name) => (listed.has(name) ? 'listed' : '-') };
  }
  if (isObject(value)) {
    const members = [...Object.keys(value), ...Object.values(value).filter(isScalar)];
    return {
      members,
      about: (name) => (Object.hasOwn(value, name) ? JSON.stringify(value[name]) : members.includes(name) ? 'listed' : '-'),
    };
  }
  return { members: isScalar(value) ? [value] : [], about: (name) => (name === value ? 'same' : '-') };
}

/** Every value at a path; null steps through all members. */
export function resolve(document: Json, path: DocumentPath): Json[] {
  let found: Json[] = [document];
  for (const key of path) {
    found = found.flatMap((value): Json[] => {
      if (key === null) return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
      return isObject(value) && Object.hasOwn(value, key) ? [value[key]!] : [];
    });
  }
  return found.slice(0, MAX_VALUES);
}

function isScalar(value: Json): value is string | number | boolean | null {
  return typeof value !== 'object' || value === null;
}

function distinct<T extends DomainValue>(values: readonly T[]): T[] {
  const key = (value: T): unknown => (typeof value === 'symbol' ? value : JSON.stringify(value));
  return [...new Map(values.map((value) => [key(value), value])).values()];
}
