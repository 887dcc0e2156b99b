import { type Json, compilePlan, inputFactsOf } from '#libs/policy-engine';
import { canonicalJson } from '#libs/evidence';
import { SEARCH_LIMITS, ask, relevantPart, searchAnswers } from './inputs/answer-search.js';
import { type BuiltPolicy, buildPolicy } from './build-policy.js';
import { type CheckOptions, findingsOf } from './check-policy.js';
import type { Finding } from './finding.js';
import { inputDomain, isTriable } from './inputs/input-domain.js';
import { isObject, sampleOf } from './inputs/input-schema.js';
import { shapeOf } from './policy-shape.js';
import { type PolicySource, entrypointOf } from './policy-source.js';

export interface NamedChanges {
  readonly added: string[];
  readonly removed: string[];
  readonly changed: string[];
}

/** An input on which the two policies differ. */
export interface Difference {
  readonly input: Json;
  readonly before: string;
  readonly after: string;
}

/**
 * widened: the new policy lets more through and nothing less; narrowed: the reverse; both; equivalent: the text differs, no answer
 * does; changed: answers differ in something else, or not every combination of the compared values could be tried, so that none
 * of the others may be claimed.
 */
export type Effect = 'same' | 'widened' | 'narrowed' | 'both' | 'equivalent' | 'changed';

export interface PolicyDifference {
  readonly same: boolean;
  /** By full name, such as `data.writ.decision`. */
  readonly rules: NamedChanges;
  /** Dotted paths of data; a list or object that is new or gone as a whole is named once. */
  readonly data: NamedChanges;
  /** Names that came to or left lists and objects of data that `input.tool` is looked up in, as `data.read: read_file`. */
  readonly tools: NamedChanges;
  readonly entrypoint: boolean;
  readonly effect: Effect;
  /** Inputs tried, and the first that are treated more and less strictly than before. */
  readonly search: { readonly points: number; readonly exhausted: boolean };
  readonly widened: Difference[];
  readonly narrowed: Difference[];
  /** Answers that differ in something else than how strict they are. */
  readonly other: Difference[];
}

export type DiffResult = { ok: true; difference: PolicyDifference } | { ok: false; findings: Finding[] };

const EXAMPLES = 5;

/** Compares what two policies say and, as far as that can be tried, what they decide. */
export async function diffPolicy(before: PolicySource, after: PolicySource, options: CheckOptions = {}): Promise<DiffResult> {
  const shapes = [await shapeOf(before, options), await shapeOf(after, options)] as const;
  const builds = [await buildPolicy(before, options), await buildPolicy(after, options)] as const;
  for (const build of builds) if (!build.ok) return { ok: false, findings: build.findings };
  for (const shape of shapes) if (!shape.ok) return { ok: false, findings: findingsOf(shape) };
  const [a, b] = shapes.map((shape) => (shape.ok ? shape.shape : unreachable()));
  const [old, fresh] = builds.map((build) => (build.ok ? build.built : unreachable()));
  const rules = changesOf(a!.rules, b!.rules, (one, other) => one.join('\n') === other.join('\n'));
  const data = dataChanges(old!.data, fresh!.data);
  const entrypoint = entrypointOf(before) !== entrypointOf(after);
  const isSameText = a!.modules.join('\n') === b!.modules.join('\n');
  const same = isSameText && isEmpty(data) && !entrypoint;
  const compared = same ? NOTHING : compareAnswers(old!, fresh!, options.inputSchema);
  return { ok: true, difference: { same, rules, data, tools: toolChanges(old!, fresh!), entrypoint, ...compared } };
}

function unreachable(): never {
  throw new Error('a failed comparison was not returned');
}

type Compared = Pick<PolicyDifference, 'effect' | 'search' | 'widened' | 'narrowed' | 'other'>;

const NOTHING: Compared = { effect: 'same', search: { points: 0, exhausted: false }, widened: [], narrowed: [], other: [] };

/** From the strictest to the most permissive; failures deny. */
const STRICTNESS = ['DENY', 'DEFER', 'REQUIRE_APPROVAL', 'MODIFY', 'ALLOW'];

function compareAnswers(before: BuiltPolicy, after: BuiltPolicy, schema: Json | undefined): Compared {
  const facts = [...inputFactsOf(before.plan), ...inputFactsOf(after.plan)];
  const documents = [before.data, after.data];
  const dimensions = inputDomain(facts, { documents, ...(schema !== undefined && { schema }) });
  const [old, fresh] = [compilePlan(before.plan, before.data), compilePlan(after.plan, after.data)];
  const shown = relevantPart(dimensions);
  const counts = { widened: 0, narrowed: 0, other: 0 };
  const found: Record<keyof typeof counts, Difference[]> = { widened: [], narrowed: [], other: [] };
  const search = searchAnswers(old, before.entrypoint, dimensions, { base: sampleOf(schema), ...SEARCH_LIMITS }, (visited) => {
    const answer = ask(fresh, after.entrypoint, visited.input, false);
    const [was, is] = [verdictOf(visited.result), verdictOf(answer.result)];
    const kind = directionOf(was, is) ?? (textOf(visited.result) === textOf(answer.result) ? undefined : 'other');
    if (kind === undefined) return;
    counts[kind] += 1;
    if (found[kind].length < EXAMPLES) found[kind].push({ input: shown(visited.input), before: was, after: is });
  });
  const isComplete = search.exhausted && facts.every(isTriable);
  return { effect: effectOf(counts, isComplete), search, ...found };
}

function effectOf(
  { widened, narrowed, other }: { widened: number; narrowed: number; other: number },
  isComplete: boolean,
): Effect {
  if (widened > 0 && narrowed > 0) return 'both';
  if (!isComplete) return 'changed';
  if (widened > 0) return 'widened';
  if (narrowed > 0) return 'narrowed';
  return other > 0 ? 'changed' : 'equivalent';
}

function directionOf(before: string, after: string): 'widened' | 'narrowed' | undefined {
  const [from, to] = [STRICTNESS.indexOf(before), STRICTNESS.indexOf(after)];
  if (from === to) return undefined;
  return to > from ? 'widened' : 'narrowed';
}

function verdictOf(answer: Json | undefined): string {
  const verdict = isObject(answer) ? answer['verdict'] : undefined;
  return typeof verdict === 'string' && STRICTNESS.includes(verdict) ? verdict : 'DENY';
}

function textOf(answer: Json | undefined): string {
  return answer === undefined ? '' : canonicalJson(answer);
}

function changesOf<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  isSame: (a: T, b: T) => boolean,
): NamedChanges {
  const added = [...after.keys()].filter((name) => !before.has(name));
  const removed = [...before.keys()].filter((name) => !after.has(name));
  const changed = [...before.keys()].filter((name) => after.has(name) && !isSame(before.get(name)!, after.get(name)!));
  return { added: added.sort(), removed: removed.sort(), changed: changed.sort() };
}

function isEmpty({ added, removed, changed }: NamedChanges): boolean {
  return added.length + removed.length + changed.length === 0;
}

const MAX_NAMED = 1_000;

/** Compares two documents member by member; lists are compared as wholes. */
function dataChanges(before: Json, after: Json): NamedChanges {
  const changes: NamedChanges = { added: [], removed: [], changed: [] };
  const walk = (a: Json | undefined, b: Json | undefined, path: string): void => {
    if (changes.added.length + changes.removed.length + changes.changed.length >= MAX_NAMED) return;
    if (a === undefined) changes.added.push(path);
    else if (b === undefined) changes.removed.push(path);
    else if (isObject(a) && isObject(b)) {
      for (const name of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort())
        walk(own(a, name), own(b, name), `${path}.${name}`);
    } else if (canonicalJson(a) !== canonicalJson(b)) changes.changed.push(path);
  };
  walk(before, after, 'data');
  return changes;
}

function own(value: { [k: string]: Json }, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function toolChanges(before: BuiltPolicy, after: BuiltPolicy): NamedChanges {
  return changesOf(toolEntries(before), toolEntries(after), (a, b) => a === b);
}

/** What data says about each tool: its place in a list, or its entry in an object. */
function toolEntries({ plan, data }: BuiltPolicy): Map<string, string> {
  const paths = inputFactsOf(plan)
    .filter(({ path }) => path.length === 1 && path[0] === 'tool')
    .flatMap((fact) => fact.data.filter((path) => !path.includes(null)) as string[][]);
  const entries = new Map<string, string>();
  for (const path of paths) {
    const value = path.reduce<Json | undefined>((at, key) => (isObject(at) ? own(at, key) : undefined), data);
    const where = ['data', ...path].join('.');
    if (Array.isArray(value)) for (const name of value) if (typeof name === 'string') entries.set(`${where}: ${name}`, '');
    if (isObject(value))
      for (const [name, entry] of Object.entries(value)) entries.set(`${where}: ${name}`, canonicalJson(entry));
  }
  return entries;
}
