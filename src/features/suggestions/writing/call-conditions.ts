import type { Json, JsonObject } from '#libs/event-sourcing';

/** Values that are named one by one, at most. */
const MOST_VALUES = 5;
const MOST_DEPTH = 3;
const MOST_PATHS = 200;

/**
 * Conditions in Rego that hold for all of some calls of one tool and, where something tells them apart, for none of the `others` of that
 * tool. `missing`: what a policy looked for in those calls and did not find.
 */
export function conditionsFor(calls: readonly JsonObject[], others: readonly JsonObject[], missing: readonly string[]): string[] {
  const tool = `input.tool == ${JSON.stringify(calls[0]?.['tool'])}`;
  const absent = missing.map(pathIn).filter((path) => path !== undefined && others.every((other) => !isAbsent(other, path)));
  if (absent[0]) return [tool, `object.get(input, ${JSON.stringify(absent[0])}, null) == null`];
  const distinct = others.length === 0 ? undefined : tellingApart(calls, others);
  return distinct === undefined ? [tool] : [tool, distinct];
}

function tellingApart(calls: readonly JsonObject[], others: readonly JsonObject[]): string | undefined {
  const paths = pathsIn(calls[0]?.['arguments'], ['arguments']).slice(0, MOST_PATHS);
  for (const path of [...paths, ['agent', 'id']]) {
    const mine = calls.map((call) => scalarAt(call, path));
    const theirs = others.map((other) => scalarAt(other, path));
    if (mine.includes(undefined)) continue;
    const condition = aboveAll(path, mine, theirs) ?? oneOfThese(path, mine, theirs);
    if (condition !== undefined) return condition;
  }
  return undefined;
}

function oneOfThese(path: readonly string[], mine: readonly Scalar[], theirs: readonly Scalar[]): string | undefined {
  const values = new Set(mine);
  if (values.size > MOST_VALUES || theirs.some((value) => values.has(value))) return undefined;
  const [only] = values;
  return values.size === 1
    ? `${reference(path)} == ${JSON.stringify(only)}`
    : `${reference(path)} in {${[...values].map((value) => JSON.stringify(value)).join(', ')}}`;
}

/** Numbers that begin where the others end. */
function aboveAll(path: readonly string[], mine: readonly Scalar[], theirs: readonly Scalar[]): string | undefined {
  const numbers = [...mine, ...theirs];
  if (theirs.length === 0 || !numbers.every((value) => typeof value === 'number')) return undefined;
  const bound = Math.max(...(theirs as number[]));
  return Math.min(...(mine as number[])) > bound ? `${reference(path)} > ${bound}` : undefined;
}

/** `input.arguments.amount`, with names that are no identifiers in brackets. */
export function reference(path: readonly string[], root = 'input'): string {
  return path.reduce(
    (text, name) => (/^[a-z_][a-z0-9_]*$/i.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`),
    root,
  );
}

function pathIn(text: string): string[] | undefined {
  return /^input(\.[a-z_][a-z0-9_]*)+$/i.test(text) ? text.split('.').slice(1) : undefined;
}

function pathsIn(value: Json | undefined, path: readonly string[]): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[...path]];
  if (path.length >= MOST_DEPTH) return [];
  return Object.entries(value).flatMap(([name, member]) => pathsIn(member as Json, [...path, name]));
}

type Scalar = string | number | boolean | undefined;

function valueAt(call: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = call;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}

function scalarAt(call: JsonObject, path: readonly string[]): Scalar {
  const value = valueAt(call, path);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function isAbsent(call: JsonObject, path: readonly string[]): boolean {
  const value = valueAt(call, path);
  return value === undefined || value === null;
}
