import { type DocumentPath, type DocumentRef, type FlowScope, PlanFlow } from './plan-flow.js';
import { type Block, type Operand, type Plan, type Statement, type StatementOf, innerBlocks } from './plan.js';

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
  const reads = new Reads(flow);
  for (const scope of flow.scopes) for (const block of scope.blocks) reads.block(scope, block);
  return { input: shortest(reads.paths('input')), data: shortest(reads.paths('data')) };
}

class Reads {
  readonly #flow: PlanFlow;
  readonly #found: DocumentRef[] = [];

  constructor(flow: PlanFlow) {
    this.#flow = flow;
  }

  paths(root: DocumentRef['root']): DocumentPath[] {
    return [...this.#found, ...this.#flow.overflow].filter((ref) => ref.root === root).map((ref) => ref.path);
  }

  block(scope: FlowScope, block: Block): void {
    const stmts = block.stmts ?? [];
    stmts.forEach((statement, i) => {
      if (statement.type === 'DotStmt') this.#dot(scope, stmts, i, statement);
      else for (const local of usedLocals(statement)) this.#use(scope, local);
      if (statement.type === 'CallStmt') this.#arguments(scope, statement);
      for (const inner of innerBlocks(statement)) this.block(scope, inner);
    });
  }

  /**
   * A lookup is a read of what it finds, except on the way to a longer path: when only lookups stand between the two, all of
   * them leave the same block on failure, so nothing but the end of the path matters.
   */
  #dot(scope: FlowScope, stmts: readonly Statement[], at: number, { stmt }: StatementOf<'DotStmt'>): void {
    if (stmt.key.type === 'local') this.#use(scope, stmt.key.value);
    const isRoot = stmt.source.type === 'local' && this.#isRoot(scope, stmt.source.value);
    if (!isRoot && stmt.source.type === 'local' && !continues(stmts, at, stmt.source.value)) this.#use(scope, stmt.source.value);
    if (!isContinued(stmts, at, stmt.target)) this.#use(scope, stmt.target);
  }

  /** Rules get input and data whole and are looked at themselves; anything else that is handed on counts as read. */
  #arguments(scope: FlowScope, { stmt }: StatementOf<'CallStmt'>): void {
    const isOwn = this.#flow.scope(stmt.func) !== undefined;
    (stmt.args ?? []).forEach((arg, i) => {
      if (arg.type !== 'local') return;
      if (!(isOwn && i < 2 && this.#isRoot(scope, arg.value))) this.#use(scope, arg.value);
    });
  }

  #isRoot(scope: FlowScope, local: number): boolean {
    return local === scope.params[0] || local === scope.params[1];
  }

  #use(scope: FlowScope, local: number): void {
    for (const origin of scope.origins.get(local) ?? []) if ('root' in origin) this.#found.push(origin);
  }
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
