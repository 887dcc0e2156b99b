import { insert } from '../objects.js';
import { parseNumber } from '../formats/numbers.js';
import type { Operands } from './operands.js';
import { type Block, type Operand, type Statement, innerBlocks } from './plan.js';
import { type RegoObject, RegoSet, type Value } from '../values.js';

/** What to do with the statements of one block: some become one assignment of a constant, the ones that filled it go. */
interface PooledBlock {
  replaced: Map<Statement, { local: number; name: string }>;
  skipped: Set<Statement>;
}

/** A literal set, array or object under construction while its block is read. */
interface Literal {
  local: number;
  make: Statement;
  fills: Statement[];
  value: Value;
}

/**
 * Builds the literal collections of a policy once instead of at every evaluation. A literal is pooled only when nothing else in
 * its function ever adds to the same local, so an accumulator can never be mistaken for a constant.
 */
export class ConstantPool {
  readonly values: Value[] = [];
  readonly #operands: Operands;
  readonly #blocks = new Map<Block, PooledBlock>();

  constructor(operands: Operands) {
    this.#operands = operands;
  }

  /** The expression of a value that generated code cannot spell. */
  keep(value: Value): string {
    return `K[${this.values.push(value) - 1}]`;
  }

  pooled(block: Block): PooledBlock | undefined {
    return this.#blocks.get(block);
  }

  /** Finds the literals of one function; call before its code is written. */
  prepare(blocks: Block[]): void {
    const fills = new Map<number, number>();
    const found: { block: Block; literals: Literal[] }[] = [];
    const visit = (block: Block): void => {
      found.push({ block, literals: this.#literals(block) });
      for (const statement of block.stmts ?? []) {
        const target = filled(statement);
        if (target !== undefined) fills.set(target, (fills.get(target) ?? 0) + 1);
        innerBlocks(statement).forEach(visit);
      }
    };
    blocks.forEach(visit);
    for (const { literals } of found)
      for (const { local, fills: own } of literals) fills.set(local, fills.get(local)! - own.length);
    for (const { block, literals } of found)
      this.#pool(
        block,
        literals.filter(({ local }) => fills.get(local) === 0),
      );
  }

  #pool(block: Block, literals: Literal[]): void {
    if (literals.length === 0) return;
    const pooled: PooledBlock = { replaced: new Map(), skipped: new Set() };
    for (const { local, make, fills, value } of literals) {
      pooled.replaced.set(make, { local, name: this.keep(value) });
      for (const fill of fills) pooled.skipped.add(fill);
    }
    this.#blocks.set(block, pooled);
  }

  /** Collections of this block that are filled with constants only, by statements that follow each other directly. */
  #literals(block: Block): Literal[] {
    const done: Literal[] = [];
    let scalars = new Map<number, Value>();
    let open = new Map<number, Literal>();
    for (const statement of block.stmts ?? []) {
      if (this.#extend(statement, scalars, open)) continue;
      done.push(...open.values());
      scalars = new Map();
      open = new Map();
    }
    return [...done, ...open.values()].filter(({ fills }) => fills.length > 0);
  }

  /** Takes a statement into the literals being read; false when the statement is not part of any. */
  #extend(statement: Statement, scalars: Map<number, Value>, open: Map<number, Literal>): boolean {
    const { type, stmt } = statement;
    if (type === 'MakeNumberRefStmt') return remember(scalars, open, stmt.target, parseNumber(this.#operands.text(stmt.Index)));
    if (type === 'MakeNumberIntStmt') return remember(scalars, open, stmt.target, this.#operands.integer(stmt.value));
    if (type === 'MakeNullStmt') return remember(scalars, open, stmt.target, null);
    const empty =
      type === 'MakeSetStmt' ? new RegoSet() : type === 'MakeArrayStmt' ? [] : type === 'MakeObjectStmt' ? {} : undefined;
    if (empty !== undefined && 'target' in stmt) {
      if (open.has(stmt.target) || scalars.has(stmt.target)) return false;
      open.set(stmt.target, { local: stmt.target, make: statement, fills: [], value: empty });
      return true;
    }
    return this.#fill(statement, scalars, open);
  }

  #fill(statement: Statement, scalars: Map<number, Value>, open: Map<number, Literal>): boolean {
    const literal = open.get(filled(statement) ?? -1);
    if (!literal || !('value' in statement.stmt)) return false;
    const constant = (operand: Operand): Value | undefined => {
      if (operand.type === 'bool') return operand.value;
      if (operand.type === 'string_index') return this.#operands.text(operand.value);
      return scalars.get(operand.value);
    };
    const value = constant(statement.stmt.value as Operand);
    if (value === undefined) return false;
    if (statement.type === 'SetAddStmt') (literal.value as RegoSet).add(value);
    else if (statement.type === 'ArrayAppendStmt') (literal.value as Value[]).push(value);
    else if (statement.type === 'ObjectInsertStmt') {
      const key = constant(statement.stmt.key);
      if (key === undefined) return false;
      literal.value = insert(literal.value as RegoObject, key, value);
    } else return false;
    literal.fills.push(statement);
    return true;
  }
}

function remember(scalars: Map<number, Value>, open: Map<number, Literal>, local: number, value: Value | undefined): boolean {
  if (value === undefined || open.has(local)) return false;
  scalars.set(local, value);
  return true;
}

/** The local a statement adds to, if it adds to one. */
function filled(statement: Statement): number | undefined {
  switch (statement.type) {
    case 'SetAddStmt':
      return statement.stmt.set;
    case 'ArrayAppendStmt':
      return statement.stmt.array;
    case 'ObjectInsertStmt':
    case 'ObjectInsertOnceStmt':
      return statement.stmt.object;
    default:
      return undefined;
  }
}
