import type { LintSubject } from './lint-rule.js';
import { type Module, type RuleBody, type Term, bodiesOf, refPath, termsOf } from './syntax-tree.js';

/** Rules by full name, such as `data.writ.decision`, with every definition of each. */
export function rulesByName(modules: readonly Module[]): Map<string, RuleBody[]> {
  const rules = new Map<string, RuleBody[]>();
  for (const module of modules) {
    for (const body of bodiesOf(module)) {
      const name = `${module.package}.${body.name}`;
      rules.set(name, [...(rules.get(name) ?? []), body]);
    }
  }
  return rules;
}

/** Full names of the rules that a definition mentions. */
export function mentionedRules(module: Module, body: RuleBody, rules: ReadonlyMap<string, unknown>): string[] {
  return termsOf(body).flatMap((term: Term) => {
    const path = refPath(term);
    if (!path || path[0] === null || path[0] === undefined) return [];
    const imported = module.imports.get(path[0]);
    const full = path[0] === 'data' ? path : [...(imported ?? `${module.package}.${path[0]}`).split('.'), ...path.slice(1)];
    const names = full.map((_, i) => full.slice(0, i + 1).join('.'));
    const found = names.filter((name) => rules.has(name));
    // A mention of a whole package may use any of its rules.
    const whole =
      full.includes(null) || found.length === 0 ? [...rules.keys()].filter((name) => name.startsWith(`${prefixOf(full)}.`)) : [];
    return path[0] === 'data' || imported ? [...found, ...whole] : found;
  });
}

function prefixOf(path: readonly (string | null)[]): string {
  const end = path.indexOf(null);
  return (end < 0 ? path : path.slice(0, end)).join('.');
}

/** Names of the rules that `from` leads to, itself included. */
export function reachableRules(modules: readonly Module[], from: string): Set<string> {
  const rules = rulesByName(modules);
  const owner = new Map(modules.flatMap((module) => bodiesOf(module).map((body) => [body, module] as const)));
  const reached = new Set<string>();
  const open = [from];
  while (open.length > 0) {
    const name = open.pop()!;
    if (reached.has(name)) continue;
    reached.add(name);
    for (const body of rules.get(name) ?? []) open.push(...mentionedRules(owner.get(body)!, body, rules));
  }
  return reached;
}

/** A definition and all those it leads to. */
export function withHelpers(subject: LintSubject, module: Module, body: RuleBody): RuleBody[] {
  const rules = rulesByName(subject.modules);
  const names = new Set(mentionedRules(module, body, rules).flatMap((name) => [...reachableRules(subject.modules, name)]));
  return [body, ...[...names].flatMap((name) => rules.get(name) ?? [])];
}

/** First and last row of a definition. */
export function rowsOf(body: RuleBody): [number, number] {
  const rows = termsOf(body).flatMap(({ location }) => (location ? [location.row] : []));
  return [body.place.row, Math.max(body.place.row, ...rows)];
}
