import { type Json, type Plan, readSetOf } from '#libs/policy-engine';
import { type CompilerOptions, type Refused, parseRego } from '#libs/rego-compiler';
import type { Finding } from '../finding.js';
import { PLAN_DISAGREES } from './disagreement.js';
import { type PlanCalls, callsOf } from './plan-calls.js';
import { headsIn, isPrefix, leavesOf, listOf, member, packageOf } from './rule-tree.js';

/**
 * Where the plan has no way to a rule that a reference may choose by a variable, as `data[region].limits.daily` may. OPA's planner
 * leaves such rules out where packages define them at different depths (0.70 more of them than 1.3 and later), while its evaluation
 * finds them. Seen from the plan alone, whatever made it: each rule that can be meant MUST be called in the rows of the reference.
 */
export async function missedRules(
  modules: Readonly<Record<string, string>>,
  plan: Plan,
  compiler: CompilerOptions = {},
): Promise<{ ok: true; findings: Finding[] } | Refused> {
  if (!mayChooseAmongRules(modules, plan)) return { ok: true, findings: [] };
  const parsed = await parseRego(modules, compiler);
  return parsed.ok ? { ok: true, findings: missedIn(parsed.modules, plan) } : parsed;
}

const PACKAGE = /^[ \t]*package[ \t]+([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)[ \t]*(?:#.*)?\r?$/m;

/** Cheap, and true for any policy about which the answer is not plain from its text. */
function mayChooseAmongRules(modules: Readonly<Record<string, string>>, plan: Plan): boolean {
  const calls = callsOf(plan);
  if (calls.dynamic.length > 0) return true;
  const texts = Object.values(modules);
  const packages = texts.map((text) => PACKAGE.exec(text)?.[1]?.split('.'));
  return readSetOf(plan).data.some((path) => {
    const variable = path.indexOf(null);
    const known = (variable < 0 ? path : path.slice(0, variable)) as string[];
    return packages.some((owner) => {
      if (owner === undefined || isPrefix(known, owner)) return true;
      const name = isPrefix(owner, known) ? known[owner.length] : undefined;
      return name !== undefined && texts.some((text) => isNamedIn(text, name));
    });
  });
}

/** Whether a rule may have this name: it stands somewhere that is not after a dot. */
function isNamedIn(text: string, name: string): boolean {
  return /^\w+$/.test(name) && new RegExp(`(?<![.\\w"])${name}\\b`).test(text);
}

/** A reference to rules: text where it is known, null where a variable or anything computed stands. */
interface Choice {
  readonly path: readonly (string | null)[];
  readonly row: number;
}

function missedIn(trees: Readonly<Record<string, Json>>, plan: Plan): Finding[] {
  const calls = callsOf(plan);
  const leaves = leavesOf(headsIn(trees));
  return Object.entries(trees).flatMap(([file, tree]) => {
    const roots = rootsOf(tree);
    return listOf(member(tree, 'rules')).flatMap((rule) => {
      const rows = rowsOf(rule);
      if (!calls.hasRows(file, rows)) return [];
      const own = localNames(rule);
      return choicesIn(rule, roots, own, rows[0]).flatMap((choice) => missedBy(choice, leaves, calls, { file, rows }));
    });
  });
}

type Rows = readonly [number, number];

function missedBy(
  { path, row }: Choice,
  leaves: readonly string[][],
  calls: PlanCalls,
  { file, rows }: { file: string; rows: Rows },
): Finding[] {
  const chosen = leaves.filter((leaf) => isChosenBy(path, leaf) && !calls.reach(leaf, file, rows));
  const [first] = chosen;
  if (!first) return [];
  const message = `the plan that decides has no way from this reference to the rule ${['data', ...first].join('.')}, which OPA itself finds`;
  const fix = `name the packages or rules that are meant one by one, such as data.${first.join('.')}, instead of choosing among them by a variable`;
  return [{ code: PLAN_DISAGREES, severity: 'error', message, file, row, fix }];
}

/** Whether a variable of the reference decides that this rule is meant. */
function isChosenBy(path: readonly (string | null)[], leaf: readonly string[]): boolean {
  const length = Math.min(path.length, leaf.length);
  const hasVariable = path.slice(0, length).includes(null);
  return hasVariable && path.slice(0, length).every((part, n) => part === null || part === leaf[n]);
}

/** What the first name of a reference stands for: data itself, what is imported from it, and rules of the same package. */
function rootsOf(tree: Json): Map<string, string[]> {
  const owner = packageOf(tree);
  const roots = new Map<string, string[]>([['data', []]]);
  for (const rule of listOf(member(tree, 'rules'))) {
    const head = member(rule, 'head');
    const name = String(member(listOf(member(head, 'ref'))[0], 'value') ?? member(head, 'name'));
    roots.set(name, [...owner, name]);
  }
  for (const one of listOf(member(tree, 'imports'))) {
    const [root, ...rest] = listOf(member(member(one, 'path'), 'value')).map((part) => String(member(part, 'value')));
    const alias = member(one, 'alias');
    if (root === 'data') roots.set(typeof alias === 'string' ? alias : (rest.at(-1) ?? 'data'), rest);
  }
  return roots;
}

/** Names that mean something else within the rule than outside of it: parameters, `some`, `:=`. */
function localNames(rule: Json): Set<string> {
  const names = new Set<string>();
  const declare = (node: Json | undefined): void => {
    if (Array.isArray(node)) return node.forEach(declare);
    if (!node || typeof node !== 'object') return;
    if (member(node, 'type') === 'var') names.add(String(member(node, 'value')));
    else declare(member(node, 'value'));
  };
  visit(rule, (node) => {
    declare(member(node, 'args'));
    // In `some x in xs` the last operand is what is gone through.
    for (const symbol of listOf(member(node, 'symbols')))
      declare(member(symbol, 'type') === 'call' ? listOf(member(symbol, 'value')).slice(1, -1) : symbol);
    const terms = listOf(member(node, 'terms'));
    if (member(listOf(member(terms[0], 'value'))[0], 'value') === 'assign') declare(terms[1]);
  });
  return names;
}

function choicesIn(rule: Json, roots: ReadonlyMap<string, string[]>, own: ReadonlySet<string>, first: number): Choice[] {
  const found: Choice[] = [];
  visit(rule, (node) => {
    if (member(node, 'type') !== 'ref') return;
    const [head, ...rest] = listOf(member(node, 'value'));
    const name = String(member(head, 'value'));
    const root = member(head, 'type') === 'var' && !own.has(name) ? roots.get(name) : undefined;
    if (!root) return;
    const path = [...root, ...rest.map((part) => (member(part, 'type') === 'string' ? String(member(part, 'value')) : null))];
    const row = Number(member(member(node, 'location'), 'row') ?? first);
    if (path.includes(null)) found.push({ path, row });
  });
  return found;
}

/** Every node but what `with` replaces, which is not read. */
function visit(node: Json | undefined, look: (node: Json) => void): void {
  if (Array.isArray(node)) return node.forEach((one) => visit(one, look));
  if (node === null || typeof node !== 'object' || node === undefined) return;
  look(node);
  for (const [name, value] of Object.entries(node)) if (name !== 'target' && name !== 'location') visit(value, look);
}

function rowsOf(rule: Json): Rows {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  visitRows(rule, (row) => {
    from = Math.min(from, row);
    to = Math.max(to, row);
  });
  return [from, to];
}

function visitRows(node: Json | undefined, look: (row: number) => void): void {
  if (Array.isArray(node)) return node.forEach((one) => visitRows(one, look));
  if (node === null || typeof node !== 'object' || node === undefined) return;
  for (const [name, value] of Object.entries(node)) {
    if (name === 'location') look(Number(member(value, 'row') ?? 1));
    else if (name !== 'annotations') visitRows(value, look);
  }
}
