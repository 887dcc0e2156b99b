import { createHash } from 'node:crypto';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/policy-engine';
import { type Refused, parseRego } from '#libs/rego-compiler';
import type { ToolOptions } from './check-policy.js';
import { overlaid } from './data-over-rules.js';
import { isObject } from './inputs/input-schema.js';
import { type PolicySource, deployedOf, entrypointOf } from './policy-source.js';

/** What a policy says, without how it is written down. */
export interface PolicyShape {
  /** Definitions by full rule name, each as canonical JSON, sorted. */
  readonly rules: ReadonlyMap<string, readonly string[]>;
  /** One entry per module, sorted: package, imports and rules as canonical JSON. */
  readonly modules: readonly string[];
}

/** Reads the shape of a policy's modules; tests are no part of it. */
export async function shapeOf(
  source: PolicySource,
  { compiler = {} }: ToolOptions,
): Promise<{ ok: true; shape: PolicyShape } | Refused> {
  const parsed = await parseRego(deployedOf(source).modules, compiler);
  if (!parsed.ok) return parsed;
  const errors = overlaid(parsed.modules, source.data ?? {});
  if (errors.length > 0) return { ok: false, errors };
  try {
    return { ok: true, shape: shapeOfTrees(Object.values(parsed.modules)) };
  } catch (error) {
    return tooDeep(error);
  }
}

/** The answer for a policy whose nesting uses up the stack; throws every other error again. */
export function tooDeep(error: unknown): Refused {
  if (!(error instanceof RangeError)) throw error;
  return { ok: false, errors: [{ code: 'POLICY_TOO_DEEP', message: 'the policy is nested too deeply' }] };
}

function shapeOfTrees(trees: readonly Json[]): PolicyShape {
  const rules = new Map<string, string[]>();
  const modules = trees.map((tree) => {
    const bare = bareTree(tree) as { [k: string]: Json };
    const owner = packageName(bare['package']);
    for (const rule of (bare['rules'] as Json[] | undefined) ?? []) {
      const name = `${owner}.${ruleName(rule)}`;
      const known = rules.get(name);
      if (known) known.push(canonicalJson(rule));
      else rules.set(name, [canonicalJson(rule)]);
    }
    return canonicalJson({ ...bare, imports: importsOf(bare['imports']) });
  });
  for (const definitions of rules.values()) definitions.sort();
  return { rules, modules: modules.sort() };
}

/**
 * SHA-256, in hex, of what a policy decides with: canonical JSON of `{version: 2, entrypoint, modules, data}`, where a module is its
 * syntax tree without comments, METADATA, locations and file name, members of object and set literals sorted, and the modules
 * sorted by their text; `import rego.v1` and `future.keywords` are left out, for every module is read as Rego v1. Two policies with one hash decide alike; a hash tells nothing about tests.
 */
export async function hashPolicy(source: PolicySource, options: ToolOptions = {}): Promise<{ ok: true; hash: string } | Refused> {
  const read = await shapeOf(source, options);
  if (!read.ok) return read;
  const { modules } = read.shape;
  const document = { version: 2, entrypoint: entrypointOf(source), modules: [...modules], data: source.data ?? {} };
  try {
    return { ok: true, hash: createHash('sha256').update(canonicalJson(document)).digest('hex') };
  } catch (error) {
    return { ok: false, errors: [{ code: 'DATA_NOT_CANONICAL', message: (error as Error).message }] };
  }
}

/** What is about the text alone; `assign` is how `:=` in a head differs from `=`, which says the same there. */
const NOISE = new Set(['location', 'comments', 'annotations', 'index', 'assign', 'generated']);

/** What a module imports, in no order, without the names of the language it is read as anyway and aliases that change nothing. */
function importsOf(imports: Json | undefined): Json[] {
  const all = (Array.isArray(imports) ? imports : []) as { path: { value: { value: Json }[] }; alias?: Json }[];
  const texts = all.flatMap(({ path, alias }) => {
    const names = path.value.map(({ value }) => String(value));
    if (names[0] === 'rego' || names[0] === 'future') return [];
    return [canonicalJson([names, typeof alias === 'string' ? alias : (names.at(-1) ?? '')])];
  });
  return [...new Set(texts)].sort();
}

function bareTree(node: Json): Json {
  if (Array.isArray(node)) return node.map(bareTree);
  if (!isObject(node)) return node;
  const members = Object.entries(node).filter(([name]) => !NOISE.has(name));
  const bare: { [k: string]: Json } = Object.fromEntries(members.map(([name, value]) => [name, bareTree(value)]));
  const exact = bare['type'] === 'number' ? exactNumber(node) : undefined;
  if (exact !== undefined) bare['value'] = exact;
  const isUnordered = bare['type'] === 'object' || bare['type'] === 'set';
  if (isUnordered && Array.isArray(bare['value'])) bare['value'] = sorted(bare['value']);
  return bare;
}

/** The source text of a number that a double cannot hold, so that two such numbers are told apart. */
function exactNumber({ value, location }: { [k: string]: Json }): string | undefined {
  const text = isObject(location) && typeof location['text'] === 'string' ? location['text'] : undefined;
  const isExact = typeof value === 'number' && (Math.abs(value) <= Number.MAX_SAFE_INTEGER || !Number.isInteger(value));
  return isExact || text === undefined ? undefined : Buffer.from(text, 'base64').toString('utf8');
}

function sorted(values: readonly Json[]): Json[] {
  const texts = new Map(values.map((value) => [value, canonicalJson(value)]));
  return values.toSorted((a, b) => (texts.get(a)! < texts.get(b)! ? -1 : 1));
}

function packageName(node: Json | undefined): string {
  const path = isObject(node) && Array.isArray(node['path']) ? node['path'] : [];
  return path.map((part) => String((part as { value?: Json }).value)).join('.');
}

function ruleName(rule: Json): string {
  const head = (rule as { head?: { name?: string; ref?: { value: Json }[] } }).head;
  return String(head?.ref?.[0]?.value ?? head?.name ?? '');
}
