import fc from 'fast-check';
import type { InputFact } from '../../compiling/plan-facts.js';
import type { DocumentPath } from '../../compiling/plan-flow.js';
import type { Json } from '../../values.js';

/** A Rego module with a rule `decision`, and documents with the keys it looks for. */
export interface GeneratedPolicy {
  source: string;
  /** Input and data for some evaluations. */
  documents: { input: Json; data: Json }[];
}

const KEYS = ['a', 'b', 'c', 'x-y', '0'];
const SCALARS: Json[] = [null, true, false, 0, 1, 'a', 'b', ''];

const scalar = fc.constantFrom(...SCALARS);
const small = fc.oneof(scalar, scalar, fc.dictionary(fc.constantFrom(...KEYS), scalar), fc.array(scalar, { maxLength: 3 }));
const part = fc.oneof(small, fc.array(small, { maxLength: 3 }), fc.dictionary(fc.constantFrom(...KEYS), small, { minKeys: 2 }));
/** Dense enough that most lookups of two keys find something. */
const holder: fc.Arbitrary<Json> = fc.dictionary(fc.constantFrom(...KEYS), part, { minKeys: 3 });

type Text = fc.Arbitrary<string>;

const NAMES = ['.a', '.b', '.c', '["x-y"]'];
const key: Text = fc.constantFrom(...NAMES, ...NAMES, '["0"]', '[0]', '[1]', '[input.a]', '[data.d.b]', '[input.b.c]');
const root: Text = fc.constantFrom('input', 'data.d');
const literal: Text = fc.constantFrom(...SCALARS.map((value) => JSON.stringify(value)), '{}', '[]', 'set()');
const path: Text = fc
  .tuple(root, fc.constantFrom(...NAMES), fc.array(key, { maxLength: 1 }), fc.array(key, { maxLength: 1 }))
  .map(([from, first, second, third]) => [from, first, ...second, ...third].join(''));

function written(write: (...texts: string[]) => string, ...parts: Text[]): Text {
  return fc.tuple(...parts).map((texts) => write(...texts));
}

/** Terms of a rule that may use so many rules before it. */
function termOf(rules: number): Text {
  const { term } = fc.letrec<{ term: string }>((tie) => {
    const inner: Text = tie('term');
    const call = (name: string, ...args: Text[]): Text => written((...texts) => `${name}(${texts.join(', ')})`, ...args);
    const atoms: Text[] = [path, path, root, literal, ...Array.from({ length: rules }, (_, n) => fc.constant(`p${n}`))];
    const composed: Text[] = [
      call('object.get', path, fc.constantFrom('"a"', '["a", "b"]', '["b", 0]', 'input.b'), inner),
      call('count', path),
      call('type_name', inner),
      call('is_object', path),
      call('json.marshal', inner),
      call('object.union', path, path),
      call('array.concat', path, path),
      call('first', inner, inner),
      call('inside', path),
      call('walked', path),
      written((from) => `[x | some x in ${from}]`, path),
      written((from) => `{k: v | some k, v in ${from}}`, path),
      written((from, other) => `{x | some x in ${from}; x != ${other}}`, path, inner),
      written((a, b) => `[${a}, ${b}]`, inner, path),
      written((a, b) => `{"a": ${a}, "b": {"c": ${b}}}.b`, inner, path),
    ];
    return { term: fc.oneof({ maxDepth: 2, withCrossShrink: true }, ...atoms, ...composed) };
  });
  return term;
}

function conditionOf(term: Text): Text {
  const between = (operator: string): Text => written((a, b) => `${a} ${operator} ${b}`, term, path);
  return fc.oneof(
    path,
    written((from) => `not ${from}`, path),
    between('=='),
    between('!='),
    between('in'),
    between('<'),
    written((from, other) => `every x in ${from} { x != ${other} }`, path, term),
    written((from, other) => `some x in ${from}; x == ${other}`, path, path),
    written((from, target, value) => `${from} with ${withTarget(target)} as ${value}`, path, path, term),
  );
}

/** What `with` may replace: names only. */
function withTarget(path: string): string {
  return /^(?:input|data\.d)(?:\.\w+)*/.exec(path)![0];
}

function rule(n: number): Text {
  const term = termOf(n);
  const body = fc
    .array(conditionOf(term), { minLength: 1, maxLength: 3 })
    .map((conditions) => `{\n\t${conditions.join('\n\t')}\n}`);
  return fc.oneof(
    fc.tuple(term, body).map(([value, when]) => `p${n} := ${value} if ${when}`),
    fc.tuple(term, body, term).map(([value, when, other]) => `p${n} := ${value} if ${when} else := ${other}`),
    fc.tuple(term, body).map(([value, when]) => `p${n} contains ${value} if ${when}`),
    fc.tuple(term, body).map(([value, when]) => `default p${n} := "none"\n\np${n} := ${value} if ${when}`),
  );
}

const RULES = 4;
const HEAD = `package writ

first(x, _) := x

inside(x) := x.b if x.a

walked(x) := [v | walk(x, [_, v])]

decision := {${Array.from({ length: RULES }, (_, n) => `"p${n}": [x | x := p${n}]`).join(', ')}}
`;

/** Not all of them compile: the compiler sees some comparisons that can never hold. */
export const generatedPolicy: fc.Arbitrary<GeneratedPolicy> = fc
  .tuple(
    fc.tuple(...Array.from({ length: RULES }, (_, n) => rule(n))),
    fc.array(fc.record({ input: holder, data: holder.map((d): Json => ({ d })) }), { minLength: 6, maxLength: 10 }),
  )
  .map(([rules, documents]) => ({ source: [HEAD, ...rules].join('\n\n'), documents }));

/** Inputs for a policy: where it looks, mostly what it compares with and the names that data has, at times nothing or anything. */
export function inputsFor(facts: readonly InputFact[], data: Json): fc.Arbitrary<Json> {
  const names = namesIn(data);
  const byPath = new Map(facts.map(({ path }) => [JSON.stringify(path), path]));
  const parts = [...byPath].map(([text, path]) => {
    const own = facts.filter((fact) => JSON.stringify(fact.path) === text);
    const known = own.flatMap((fact) => [...fact.constants, ...fact.data.flatMap((at) => membersAt(data, at))]);
    const likely = known.length > 0 ? fc.constantFrom(...known) : fc.constantFrom(...names);
    const value = fc.oneof({ weight: 12, arbitrary: likely }, fc.constantFrom(...names), part, fc.constant(undefined));
    return value.map((chosen) => ({ path: path.map((name) => name ?? 'any'), chosen }));
  });
  return fc.tuple(holder, ...parts).map(([base, ...chosen]) => {
    const input = structuredClone(base) as Record<string, Json>;
    for (const each of chosen) if (each.chosen !== undefined) put(input, each.path, each.chosen);
    return input;
  });
}

/** Keys and scalars of what data has at a path. */
function membersAt(data: Json, path: DocumentPath): Json[] {
  let found: Json[] = [data];
  for (const name of path) found = found.flatMap((value) => (name === null ? childrenOf(value) : childrenOf(value, name)));
  return found.flatMap((value) => [
    ...(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []),
    ...childrenOf(value).filter((child) => typeof child !== 'object'),
  ]);
}

function childrenOf(value: Json, name?: string): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  if (name === undefined) return Object.values(value);
  return Object.hasOwn(value, name) ? [(value as Record<string, Json>)[name]!] : [];
}

function namesIn(data: Json): Json[] {
  if (typeof data !== 'object' || data === null) return [data];
  if (Array.isArray(data)) return data.flatMap(namesIn);
  return Object.entries(data).flatMap(([name, value]) => [name, ...namesIn(value)]);
}

function put(input: Record<string, Json>, path: readonly string[], value: Json): void {
  let at: Record<string, Json> = input;
  for (const name of path.slice(0, -1)) {
    const inner = at[name];
    const isHolder = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    at = (isHolder ? inner : (at[name] = {})) as Record<string, Json>;
  }
  if (path.length > 0) at[path.at(-1)!] = value;
}
