/** OPA's intermediate representation, as `opa build -t plan` writes it to plan.json. */
export interface Plan {
  static: { strings?: { value: string }[]; builtin_funcs?: { name: string; decl?: unknown }[]; files?: { value: string }[] };
  plans: { plans: PlanEntry[] };
  funcs?: { funcs?: PlanFunction[] | null };
}

export interface PlanEntry {
  name: string;
  blocks: Block[];
}

export interface PlanFunction {
  name: string;
  params: number[];
  return: number;
  blocks: Block[];
  path?: string[];
}

export interface Block {
  stmts: Statement[] | null;
}

export type Operand =
  | { type: 'local'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'string_index'; value: number };

interface At {
  file?: number;
  row?: number;
  col?: number;
}

/** Statement bodies by kind; what each does is described where it is generated (statements.ts). */
export interface StatementBodies {
  ArrayAppendStmt: { array: number; value: Operand };
  AssignIntStmt: { value: number; target: number };
  AssignVarOnceStmt: { source: Operand; target: number };
  AssignVarStmt: { source: Operand; target: number };
  BlockStmt: { blocks: Block[] | null };
  BreakStmt: { index: number };
  CallDynamicStmt: { args: number[]; path: Operand[]; result: number };
  CallStmt: { func: string; args: Operand[] | null; result: number };
  DotStmt: { source: Operand; key: Operand; target: number };
  EqualStmt: { a: Operand; b: Operand };
  IsArrayStmt: { source: Operand };
  IsDefinedStmt: { source: number };
  IsObjectStmt: { source: Operand };
  IsSetStmt: { source: Operand };
  IsUndefinedStmt: { source: number };
  LenStmt: { source: Operand; target: number };
  MakeArrayStmt: { capacity: number; target: number };
  MakeNullStmt: { target: number };
  MakeNumberIntStmt: { value: number; target: number };
  MakeNumberRefStmt: { Index: number; target: number };
  MakeObjectStmt: { target: number };
  MakeSetStmt: { target: number };
  NopStmt: object;
  NotEqualStmt: { a: Operand; b: Operand };
  NotStmt: { block: Block };
  ObjectInsertOnceStmt: { key: Operand; value: Operand; object: number };
  ObjectInsertStmt: { key: Operand; value: Operand; object: number };
  ObjectMergeStmt: { a: number; b: number; target: number };
  ResetLocalStmt: { target: number };
  ResultSetAddStmt: { value: number };
  ReturnLocalStmt: { source: number };
  ScanStmt: { source: number; key: number; value: number; block: Block };
  SetAddStmt: { value: Operand; set: number };
  WithStmt: { local: number; path: number[] | null; value: Operand; block: Block };
}

export type StatementKind = keyof StatementBodies;
export type StatementOf<K extends StatementKind> = { type: K; stmt: StatementBodies[K] & At };
export type Statement = { [K in StatementKind]: StatementOf<K> }[StatementKind];

/** The blocks directly inside a statement. */
export function innerBlocks(statement: Statement): Block[] {
  if (statement.type === 'BlockStmt') return statement.stmt.blocks ?? [];
  if (statement.type === 'NotStmt' || statement.type === 'ScanStmt' || statement.type === 'WithStmt')
    return [statement.stmt.block];
  return [];
}
