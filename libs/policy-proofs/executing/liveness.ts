import { innerBlocks, type Block, type Operand, type Statement } from '#libs/policy-engine';

/** Locals that a statement itself reads, apart from the blocks in it. */
export function localsRead({ type, stmt }: Statement): number[] {
  const of = (...operands: Operand[]): number[] =>
    operands.flatMap((operand) => (operand.type === 'local' ? [operand.value] : []));
  switch (type) {
    case 'ArrayAppendStmt':
      return [stmt.array, ...of(stmt.value)];
    case 'SetAddStmt':
      return [stmt.set, ...of(stmt.value)];
    case 'ObjectInsertStmt':
    case 'ObjectInsertOnceStmt':
      return [stmt.object, ...of(stmt.key, stmt.value)];
    case 'ObjectMergeStmt':
      return [stmt.a, stmt.b];
    case 'AssignVarOnceStmt':
      return [stmt.target, ...of(stmt.source)];
    case 'AssignVarStmt':
    case 'IsArrayStmt':
    case 'IsObjectStmt':
    case 'IsSetStmt':
    case 'LenStmt':
      return of(stmt.source);
    case 'CallStmt':
      return of(...(stmt.args ?? []));
    case 'CallDynamicStmt':
      return [...stmt.args, ...of(...stmt.path)];
    case 'DotStmt':
      return of(stmt.source, stmt.key);
    case 'EqualStmt':
    case 'NotEqualStmt':
      return of(stmt.a, stmt.b);
    case 'IsDefinedStmt':
    case 'IsUndefinedStmt':
    case 'ReturnLocalStmt':
    case 'ScanStmt':
      return [stmt.source];
    case 'ResultSetAddStmt':
      return [stmt.value];
    case 'WithStmt':
      return [stmt.local, ...of(stmt.value)];
    default:
      return [];
  }
}

/** The locals that a statement gives a value, apart from the blocks in it. */
function localsWritten({ type, stmt }: Statement): number[] {
  if (type === 'ScanStmt') return [stmt.key, stmt.value];
  if (type === 'CallStmt' || type === 'CallDynamicStmt') return [stmt.result];
  if (type === 'ArrayAppendStmt') return [stmt.array];
  if (type === 'SetAddStmt') return [stmt.set];
  if (type === 'ObjectInsertStmt' || type === 'ObjectInsertOnceStmt') return [stmt.object];
  return 'target' in stmt ? [stmt.target] : [];
}

/** Each turn of a loop begins with a key and a value of its own. */
function isGivenBy({ type, stmt }: Statement, local: number): boolean {
  return type === 'ScanStmt' && (stmt.key === local || stmt.value === local);
}

/** True when a list of statements may look at what a local held before them. */
export function mayRead(statements: readonly Statement[], local: number): boolean {
  for (const statement of statements) {
    if (localsRead(statement).includes(local)) return true;
    if (!isGivenBy(statement, local) && innerBlocks(statement).some(({ stmts }) => mayRead(stmts ?? [], local))) return true;
    if (statement.type !== 'ScanStmt' && localsWritten(statement).includes(local)) return false;
  }
  return false;
}

/** Every local that is written in a block, however deep. */
export function writtenIn(block: Block): Set<number> {
  const found = new Set<number>();
  for (const statement of block.stmts ?? []) {
    for (const local of localsWritten(statement)) found.add(local);
    for (const inner of innerBlocks(statement)) for (const local of writtenIn(inner)) found.add(local);
  }
  return found;
}

/** What runs, from the outermost list of statements to the innermost one. */
interface Around {
  readonly around: readonly { readonly stmts: readonly Statement[]; readonly index: number; readonly isLoop: boolean }[];
}

/** True when something that comes after the statement that runs may look at what a local holds. */
export function isLiveIn({ around }: Around, local: number): boolean {
  return around.some(({ stmts, index, isLoop }) => mayRead(stmts.slice(index), local) || (isLoop && mayRead(stmts, local)));
}
