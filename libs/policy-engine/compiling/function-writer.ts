import type { Tracer } from '../explain.js';
import { PlanError } from '../errors.js';
import type { Operands } from './operands.js';
import type { Block, Operand, Statement } from './plan.js';
import type { ConstantPool } from './constant-pool.js';
import type { RowRegister } from '../row-coverage.js';

/** What a block is to the rule body around it: leaving a condition block means that a condition did not hold. */
type BlockRole = 'condition' | 'inner';

interface OpenBlock {
  label: string;
  role: BlockRole;
  /** Locals that this block looked up in data, step by step and without a name of their own, with the names that are known. */
  based: Map<number, DataPath>;
}

type DataPath = readonly (string | undefined)[];

/** What statements need to know about the plan they belong to. */
export interface PlanScope {
  readonly operands: Operands;
  readonly constants: ConstantPool;
  /** The generated name of a plan function, undefined for built-ins. */
  functionName(planName: string): string | undefined;
  /** How many parameters a plan function has, input and data included. */
  parametersOf(planName: string): number | undefined;
  /** The generated name of a built-in, undefined when the engine has none. */
  builtinName(planName: string): string | undefined;
  /** Present when the program reports the rows it reaches. */
  readonly rows?: RowRegister;
  /** True when locals may hold DocumentPart, so that what is looked at is reported. */
  readonly reads: boolean;
  /** True when a built-in that cannot answer ends the evaluation. */
  readonly strict: boolean;
}

/** Writes one statement of a block. */
export type StatementWriting = (writer: FunctionWriter, statement: Statement) => void;

/** Scans and `with` belong to the rule body they stand in; other nested blocks have a life of their own. */
function isCondition(statement: Statement): boolean {
  return statement.type === 'ScanStmt' || statement.type === 'WithStmt';
}

/** Writes the body of one plan function. Every IR block is a labelled JavaScript block, so leaving n levels is one `break`. */
export class FunctionWriter {
  readonly scope: PlanScope;
  readonly locals = new Set<number>();
  readonly tracer: Tracer | undefined;
  readonly #writeStatement: StatementWriting;
  readonly #lines: string[] = [];
  readonly #open: OpenBlock[] = [];
  /** The parameter that holds data. */
  readonly #data: number | undefined;
  /** Parts of data in whose place something else stands. */
  #replaced: DataPath[] = [];
  #labels = 0;

  constructor(scope: PlanScope, writeStatement: StatementWriting, data: number | undefined, tracer?: Tracer) {
    this.scope = scope;
    this.#writeStatement = writeStatement;
    this.tracer = tracer;
    this.#data = data;
  }

  get source(): string {
    return this.#lines.join('\n');
  }

  emit(line: string): void {
    this.#lines.push(line);
  }

  /** A name that is unique within the function. */
  fresh(prefix: string): string {
    this.#labels += 1;
    return `${prefix}${this.#labels}`;
  }

  /** The expression of a local that is written here and so has to be declared. */
  target(index: number): string {
    this.locals.add(index);
    this.#open.at(-1)?.based.delete(index);
    return this.scope.operands.local(index);
  }

  /** The path of an operand that is data itself or was just looked up in it. */
  basedPath({ type, value }: Operand): DataPath | undefined {
    if (type !== 'local') return undefined;
    return value === this.#data ? [] : this.#open.at(-1)?.based.get(value);
  }

  /** Remembers a local as looked up in data, unless something else stands in its place. */
  based(local: number, path: DataPath): void {
    const isSame = (other: DataPath): boolean =>
      other.length === path.length && other.every((name, n) => path[n] === undefined || path[n] === name);
    if (!this.#replaced.some(isSame)) this.#open.at(-1)?.based.set(local, path);
  }

  /** Writes what stands within `with` on a local. */
  replacing(local: number, path: DataPath, write: () => void): void {
    const before = this.#replaced;
    if (local === this.#data) this.#replaced = [...before, path];
    write();
    this.#replaced = before;
  }

  /** The expression of an operand that only moves on, unlooked at. */
  moved(operand: Operand): string {
    return this.scope.operands.expression(operand);
  }

  /** The expression of an operand whose value is looked at. */
  value(operand: Operand): string {
    const expression = this.moved(operand);
    return this.scope.reads && operand.type === 'local' ? `R.whole(${expression})` : expression;
  }

  localValue(index: number): string {
    return this.value({ type: 'local', value: index });
  }

  /** The expression of an operand that is only asked which kind of value it is. */
  kind(operand: Operand): string {
    const expression = this.moved(operand);
    return this.scope.reads && operand.type === 'local' ? `R.kind(${expression})` : expression;
  }

  /** `break` out of the block that many levels up; the caller's statement did not hold. */
  leave(levels: number, at: { row?: number }): string {
    const open = this.#open.at(-1 - levels);
    if (!open) throw new PlanError('a break leaves more blocks than there are');
    const miss = open.role === 'condition' ? this.tracer?.missed(at.row ?? 0) : undefined;
    return miss ? `{${miss} break ${open.label};}` : `break ${open.label};`;
  }

  /** Writes a block; `atEnd` runs when its last statement was reached. */
  block(block: Block, role: BlockRole, atEnd?: string): void {
    const label = this.fresh('b');
    const body = this.tracer?.enter(block) ?? false;
    this.#open.push({ label, role: body ? 'condition' : role, based: new Map() });
    this.emit(`${label}: {`);
    const pooled = this.scope.constants.pooled(block);
    // The compiler's own blocks that put the definitions of a rule together carry the row of the first one.
    const first = block.stmts?.[0]?.type;
    const isMerging = first === 'IsDefinedStmt' || first === 'ReturnLocalStmt';
    let row: number | undefined;
    for (const statement of block.stmts ?? []) {
      if (!isMerging) row = this.#reached(statement, row);
      if (pooled?.skipped.has(statement)) continue;
      const constant = pooled?.replaced.get(statement);
      if (constant) this.emit(`${this.target(constant.local)} = ${constant.name};`);
      else this.#statement(statement);
    }
    if (atEnd !== undefined) this.emit(atEnd);
    this.emit('}');
    this.#open.pop();
    if (body) this.tracer?.exit();
  }

  /** The role of a block directly inside a statement of the current block. */
  innerRole(statement: Statement): BlockRole {
    return this.#open.at(-1)?.role === 'condition' && isCondition(statement) ? 'condition' : 'inner';
  }

  /** Reports the row of a statement unless it is that of the statement before. */
  #reached(statement: Statement, before: number | undefined): number | undefined {
    const row = this.scope.rows?.idOf(statement);
    if (row === undefined || row === before) return before;
    this.emit(`X.reach(${row});`);
    return row;
  }

  #statement(statement: Statement): void {
    const fired = this.tracer?.fired(statement);
    if (fired) this.emit(fired);
    this.#writeStatement(this, statement);
  }
}
