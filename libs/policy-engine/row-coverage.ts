import type { SourceLocation } from './errors.js';
import type { Operands } from './compiling/operands.js';
import type { Statement } from './compiling/plan.js';

/** Rows that an evaluation reached, by file, in order. */
export type Coverage = Record<string, number[]>;

/** Numbers the source rows of a program and writes the instrumentation that reports them. */
export class RowRegister {
  readonly rows: SourceLocation[] = [];
  readonly #operands: Operands;
  readonly #ids = new Map<string, number>();

  constructor(operands: Operands) {
    this.#operands = operands;
  }

  /**
   * The number of a statement's row; undefined for what the compiler made up. Trying a definition does not reach its head: only
   * giving it a value does.
   */
  idOf({ type, stmt }: Statement): number | undefined {
    if (!stmt.row || type === 'ResetLocalStmt' || type === 'IsUndefinedStmt') return undefined;
    const file = this.#operands.file(stmt.file);
    const key = `${stmt.row} ${file}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.rows.push({ file, row: stmt.row }) - 1;
    this.#ids.set(key, id);
    return id;
  }
}

export function coverageOf(rows: readonly SourceLocation[], reached: ReadonlySet<number>): Coverage {
  const files = new Map<string, number[]>();
  for (const id of reached) {
    const { file, row } = rows[id]!;
    const known = files.get(file);
    if (known) known.push(row);
    else files.set(file, [row]);
  }
  return Object.fromEntries([...files].map(([file, list]) => [file, list.sort((a, b) => a - b)]));
}
