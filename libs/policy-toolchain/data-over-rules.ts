import type { Json } from '#libs/policy-engine';
import { type CompileError, type CompilerOptions, type Refused, parseRego } from '#libs/rego-compiler';
import { isObject } from './inputs/input-schema.js';
import type { PolicySource } from './policy-source.js';
import { headsIn, isPrefix } from './trial/rule-tree.js';

/**
 * Refused where a document of data stands in the place of a rule. OPA does not load such a policy, though it compiles it; a plan
 * would answer with the rule, and whoever wrote the document would think that it counts. Reads the modules only where data has a
 * member by the name of a package.
 */
export async function dataOverRules(
  { modules, data }: PolicySource,
  compiler: CompilerOptions = {},
): Promise<{ ok: true } | Refused> {
  if (!isObject(data) || !mayMeet(Object.values(modules), data)) return { ok: true };
  const parsed = await parseRego(modules, compiler);
  // What does not parse is told by whoever compiles it.
  const errors = parsed.ok ? overlaid(parsed.modules, data) : [];
  return errors.length > 0 ? { ok: false, errors } : { ok: true };
}

const PACKAGE = /^[ \t]*package[ \t]+([A-Za-z_]\w*)/m;

function mayMeet(texts: readonly string[], data: { [name: string]: Json }): boolean {
  return texts.some((text) => {
    const first = PACKAGE.exec(text)?.[1];
    return first === undefined || Object.hasOwn(data, first);
  });
}

/** As OPA says it when it loads them: each rule, in reading order, whose path or a part of it is taken by something else than an object. */
export function overlaid(trees: Readonly<Record<string, Json>>, data: Json): CompileError[] {
  const told: string[][] = [];
  return headsIn(trees).flatMap(({ path, file, row }) => {
    if (!isTaken(data, path) || told.some((known) => known.length === path.length && isPrefix(known, path))) return [];
    told.push([...path]);
    return [{ code: 'rego_compile_error', message: `conflicting rule for data path ${path.join('/')} found`, file, row, col: 1 }];
  });
}

function isTaken(data: Json, path: readonly string[]): boolean {
  let at: Json | undefined = data;
  for (const name of path) {
    const inner = childOf(at, name);
    if (inner === undefined) return !isObject(at);
    at = inner;
  }
  return true;
}

function childOf(value: Json, name: string): Json | undefined {
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined;
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
