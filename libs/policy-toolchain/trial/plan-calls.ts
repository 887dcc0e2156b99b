import type { Plan } from '#libs/policy-engine';

/** Calls of rules in a plan, by where they were written. */
export interface PlanCalls {
  /** Calls whose rule is worked out when they are made. */
  readonly dynamic: readonly DynamicCall[];
  /** Whether anything of these rows is in the plan. */
  hasRows(file: string, rows: readonly [number, number]): boolean;
  /** Whether the rule at this path is called from these rows, or may be. */
  reach(leaf: readonly string[], file: string, rows: readonly [number, number]): boolean;
}

interface DynamicCall extends At {
  /** Parts of the rule's path, null where a variable gives them. */
  readonly path: readonly (string | null)[];
}

interface At {
  readonly file: string;
  readonly row: number;
}

interface Statement {
  readonly type?: string;
  readonly stmt?: { file?: number; row?: number; func?: string; path?: { type: string; value: number }[] };
}

export function callsOf(plan: Plan): PlanCalls {
  const { strings = [], files = [] } = plan.static;
  const functions = new Map((plan.funcs?.funcs ?? []).map(({ name, path = [] }) => [name, JSON.stringify(path.slice(1))]));
  const planned = new Set(functions.values());
  const rows = new Set<string>();
  const called = new Map<string, Set<number>>();
  const dynamic: DynamicCall[] = [];
  visit(plan, ({ type, stmt }) => {
    const at = { file: files[stmt?.file ?? -1]?.value ?? '', row: stmt?.row ?? 0 };
    rows.add(`${at.row} ${at.file}`);
    const target = stmt?.func === undefined ? undefined : functions.get(stmt.func);
    if (type === 'CallStmt' && target !== undefined) {
      const key = `${target} ${at.file}`;
      called.set(key, (called.get(key) ?? new Set()).add(at.row));
    }
    if (type === 'CallDynamicStmt') {
      const path = (stmt?.path ?? []).map((part) => (part.type === 'string_index' ? (strings[part.value]?.value ?? null) : null));
      dynamic.push({ ...at, path: path.slice(1) });
    }
  });
  const isIn = (row: number, [from, to]: readonly [number, number]): boolean => row >= from && row <= to;
  return {
    dynamic,
    hasRows: (file, [from, to]) => {
      for (let row = from; row <= to; row += 1) if (rows.has(`${row} ${file}`)) return true;
      return false;
    },
    reach: (leaf, file, range) => {
      const target = JSON.stringify(leaf);
      if ([...(called.get(`${target} ${file}`) ?? [])].some((row) => isIn(row, range))) return true;
      return (
        planned.has(target) && dynamic.some((call) => call.file === file && isIn(call.row, range) && isMadeBy(call.path, leaf))
      );
    },
  };
}

function isMadeBy(path: readonly (string | null)[], leaf: readonly string[]): boolean {
  return path.length === leaf.length && path.every((part, n) => part === null || part === leaf[n]);
}

function visit(node: unknown, look: (statement: Statement) => void): void {
  if (Array.isArray(node)) return node.forEach((one) => visit(one, look));
  if (typeof node !== 'object' || node === null) return;
  if ('stmt' in node) look(node as Statement);
  for (const value of Object.values(node)) visit(value, look);
}
