import type { Json } from '#libs/policy-engine';
import { isObject } from '../inputs/input-schema.js';

/** A rule of a policy as its head names it, and where it is written. */
export interface RuleHead {
  /** From `data` on, up to the first part that is no constant text. */
  readonly path: readonly string[];
  readonly isFunction: boolean;
  readonly file: string;
  readonly row: number;
}

interface RawTerm {
  readonly type: string;
  readonly value: Json;
}

/** Heads of all rules in trees of `opa parse`, by file name. */
export function headsIn(trees: Readonly<Record<string, Json>>): RuleHead[] {
  return Object.entries(trees).flatMap(([file, tree]) => {
    const owner = packageOf(tree);
    return listOf(member(tree, 'rules')).map((rule): RuleHead => {
      const head = member(rule, 'head');
      const reference = listOf(member(head, 'ref')) as unknown as RawTerm[];
      const end = reference.findIndex(({ type }, n) => n > 0 && type !== 'string');
      const names = reference.slice(0, end < 0 ? undefined : end).map(({ value }) => String(value));
      const row = member(member(rule, 'location') ?? member(head, 'location'), 'row');
      return {
        path: [...owner, ...(names.length > 0 ? names : [String(member(head, 'name'))])],
        isFunction: member(head, 'args') !== undefined,
        file,
        row: Number(row ?? 1),
      };
    });
  });
}

/** Without `data`. */
export function packageOf(tree: Json): string[] {
  return listOf(member(member(tree, 'package'), 'path'))
    .slice(1)
    .map((part) => String(member(part, 'value')));
}

/** What the planner compiles to one function each: paths of rules that no other rule stands above. */
export function leavesOf(heads: readonly RuleHead[]): string[][] {
  const paths = new Map(heads.filter(({ isFunction }) => !isFunction).map(({ path }) => [JSON.stringify(path), [...path]]));
  const all = [...paths.values()];
  return all.filter((path) => !all.some((other) => other.length < path.length && isPrefix(other, path)));
}

export function isPrefix(start: readonly string[], path: readonly string[]): boolean {
  return start.every((part, n) => path[n] === part);
}

export function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
