import { covers, inputFactsOf, type DocumentPath, type InputFact, type Json, type Value } from '#libs/policy-engine';
import { resolvePath, schemaPart } from '#libs/policy-toolchain';
import type { Claim, Subject } from '../claims/claim.js';
import type { InputShape } from '../encoding/input-parts.js';
import { ANY_JSON, KINDS, type Kind } from '../encoding/unknowns.js';

const MAX_MEMBERS = 64;
const MAX_CONSTANTS = 400;

/** What policies and invariants compare parts of the input with. What is looked up in data is among the constants. */
export function factsOf(subjects: readonly Subject[], claim?: Claim): InputFact[] {
  const own = subjects.flatMap(({ plan, data }) => inputFactsOf(plan).map((fact) => withData(fact, data)));
  if (!claim) return own;
  const asked = inputFactsOf(claim.plan).flatMap((fact): InputFact[] => {
    const [first, ...path] = fact.path;
    return first === 'input' ? [withData({ ...fact, path }, claim.data)] : [];
  });
  return [...own, ...asked];
}

function withData(fact: InputFact, data: Json): InputFact {
  if (fact.data.length === 0) return fact;
  const found = fact.data.flatMap((path) => resolvePath(data, path).flatMap(membersAndNames));
  return { ...fact, constants: [...fact.constants, ...found].slice(0, MAX_CONSTANTS), data: [] };
}

function membersAndNames(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [value];
  const members = Object.values(value).filter((member) => typeof member !== 'object' || member === null) as Json[];
  return Array.isArray(value) ? members : [...Object.keys(value), ...members];
}

/** The shape of the input as the schema has it, if there is one, and as policies look at it. */
export function inputShapeOf(
  schema: Json | undefined,
  facts: readonly InputFact[],
  more: ReadonlyMap<string, readonly string[]> = new Map(),
): InputShape {
  const constantsAt = (path: DocumentPath): Value[] => {
    const found = facts.filter((fact) => fact.path.length === path.length && covers(path, fact.path) && covers(fact.path, path));
    return distinct(found.flatMap(({ constants }) => constants)) as Value[];
  };
  return {
    kinds: (path) => kindsAt(schema, path),
    options: (path) => schemaPart(schema, [...path]).options as readonly Value[] | undefined,
    constants: (path) => [...constantsAt([...path]), ...(more.get(JSON.stringify(path)) ?? [])],
    members: (path) => constantsAt([...path, null]).slice(0, MAX_MEMBERS),
    names: (path) => namesBelow(facts, path),
  };
}

function namesBelow(facts: readonly InputFact[], path: readonly string[]): string[] {
  const below = facts.flatMap((fact) => {
    const name = fact.path[path.length];
    return typeof name === 'string' && covers([...path], fact.path) ? [name] : [];
  });
  return distinct(below) as string[];
}

function kindsAt(schema: Json | undefined, path: readonly string[]): readonly Kind[] {
  const isMember = path.some((name) => name.startsWith('#'));
  const { types, isRequired } = schemaPart(
    schema,
    path.map((name) => (name.startsWith('#') ? null : name)),
  );
  const kinds = types ? ANY_JSON.filter((kind) => types.has(kind)) : ANY_JSON.slice(1);
  return isRequired && !isMember ? kinds : [KINDS[0], ...kinds.filter((kind) => kind !== 'missing')];
}

function distinct(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
