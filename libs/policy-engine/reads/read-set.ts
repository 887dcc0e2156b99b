import { type DocumentPath, type DocumentRef, type FlowPoint, PlanFlow } from '../compiling/plan-flow.js';
import type { Operand, Plan, Statement, StatementOf } from '../compiling/plan.js';

/**
 * The parts of input and data that an evaluation may depend on: two inputs that agree on them get the same answer. More than
 * needed may be named, never less. No path begins with another one of the list.
 */
export interface ReadSet {
  input: DocumentPath[];
  data: DocumentPath[];
}

/** What a plan reads, from its text alone. */
export function readSetOf(plan: Plan): ReadSet {
  const flow = new PlanFlow(plan);
  const found: DocumentRef[] = [];
  flow.walk((point) => {
    for (const local of localsRead(flow, point)) {
      for (const origin of point.origins({ type: 'local', value: local })) if ('root' in origin) found.push(origin);
    }
  });
  const paths = (root: DocumentRef['root']): DocumentPath[] =>
    [...found, ...flow.overflow].filter((ref) => ref.root === root).map((ref) => ref.path);
  return { input: shortest(paths('input')), data: shortest(paths('data')) };
}

function localsRead(flow: PlanFlow, point: FlowPoint): number[] {
  const { statement } = point;
  if (statement.type === 'DotStmt') return lookedAt(point, statement);
  if (statement.type === 'CallStmt') return argumentsRead(flow, point, statement);
  return usedLocals(statement);
}

/**
 * A lookup is a read of what it finds, except on the way to a longer path: when only lookups stand between the two, all of
 * them leave the same block on failure, so nothing but the end of the path matters.
 */
function lookedAt({ stmts, index, params }: FlowPoint, { stmt }: StatementOf<'DotStmt'>): number[] {
  const read = stmt.key.type === 'local' ? [stmt.key.value] : [];
  const source = stmt.source.type === 'local' ? stmt.source.value : undefined;
  if (source !== undefined && !isRoot(params, source) && !continues(stmts, index, source)) read.push(source);
  if (!isContinued(stmts, index, stmt.target)) read.push(stmt.target);
  return read;
}

/** Rules get input and data whole and are looked at themselves; anything else that is handed on counts as read. */
function argumentsRead(flow: PlanFlow, { params }: FlowPoint, { stmt }: StatementOf<'CallStmt'>): number[] {
  const isOwn = flow.isOwn(stmt.func);
  return (stmt.args ?? []).flatMap((arg, i) =>
    arg.type !== 'local' || (isOwn && i < 2 && isRoot(params, arg.value)) ? [] : [arg.value],
  );
}

function isRoot(params: readonly number[], local: number): boolean {
  return local === params[0] || local === params[1];
}

/** Statements that always succeed, so that it does not matter whether they come before or after a failing lookup. */
const HARMLESS = new Set(['AssignVarStmt', 'MakeNumberRefStmt', 'MakeNumberIntStmt', 'MakeNullStmt', 'AssignIntStmt']);

/** True when the lookup right after this one, with only harmless statements between, starts from its result. */
function isContinued(stmts: readonly Statement[], at: number, target: number): boolean {
  for (let i = at + 1; i < stmts.length; i += 1) {
    const next = stmts[i]!;
    if (next.type !== 'DotStmt') {
      if (HARMLESS.has(next.type)) continue;
      return false;
    }
    if (next.stmt.source.type === 'local' && next.stmt.source.value === target) return true;
  }
  return false;
}

/** True when `source` is the result of a lookup before this one with nothing but lookups and harmless statements between. */
function continues(stmts: readonly Statement[], at: number, source: number): boolean {
  for (let i = at - 1; i >= 0; i -= 1) {
    const before = stmts[i]!;
    if (before.type !== 'DotStmt') {
      if (HARMLESS.has(before.type)) continue;
      return false;
    }
    if (before.stmt.target === source) return true;
  }
  return false;
}

/** Locals whose value a statement looks at, apart from lookups and the arguments of calls. */
function usedLocals({ type, stmt }: Statement): number[] {
  const locals = (...operands: Operand[]): number[] =>
    operands.flatMap((operand) => (operand.type === 'local' ? [operand.value] : []));
  switch (type) {
    case 'EqualStmt':
    case 'NotEqualStmt':
      return locals(stmt.a, stmt.b);
    case 'ObjectMergeStmt':
      return [stmt.a, stmt.b];
    case 'ObjectInsertStmt':
    case 'ObjectInsertOnceStmt':
      return locals(stmt.key, stmt.value);
    case 'ArrayAppendStmt':
    case 'SetAddStmt':
    case 'ResultSetAddStmt':
    case 'WithStmt':
      return typeof stmt.value === 'number' ? [stmt.value] : locals(stmt.value);
    case 'AssignVarStmt':
    case 'AssignVarOnceStmt':
    case 'IsArrayStmt':
    case 'IsObjectStmt':
    case 'IsSetStmt':
    case 'LenStmt':
      return locals(stmt.source);
    case 'IsDefinedStmt':
    case 'IsUndefinedStmt':
    case 'ReturnLocalStmt':
    case 'ScanStmt':
      return [stmt.source];
    case 'CallDynamicStmt':
      // Its arguments are input and data, which every function that it may reach is read for.
      return locals(...stmt.path);
    default:
      return [];
  }
}

function shortest(paths: DocumentPath[]): DocumentPath[] {
  const distinct = [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
  const isCovered = (path: DocumentPath): boolean =>
    distinct.some(
      (other) =>
        other !== path &&
        other.length <= path.length &&
        covers(other, path) &&
        !(other.length === path.length && covers(path, other)),
    );
  return distinct.filter((path) => !isCovered(path)).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** True when everything `path` names is beneath `other`. */
export function covers(other: DocumentPath, path: DocumentPath): boolean {
  return other.length <= path.length && other.every((key, i) => key === null || key === path[i]);
}

/** A path as it is written in a policy, such as `input.args[_].name`. */
export function pathText(root: DocumentRef['root'], path: DocumentPath): string {
  const part = (key: string | null): string =>
    key === null ? '[_]' : /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  return root + path.map(part).join('');
}
