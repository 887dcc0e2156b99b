import type { SourceLocation } from './errors.js';
import type { Operands } from './compiling/operands.js';
import type { Block, PlanFunction, Statement } from './compiling/plan.js';
import type { Reads } from './reads/read-log.js';

export interface RuleLocation extends SourceLocation {
  /** Dotted name, such as `data.writ.decision`. */
  rule: string;
}

/** Why an evaluation ended as it did. Rules that were never looked at appear in neither list. */
export interface Explanation {
  /** Rule bodies that produced a value, each once, in source order. `row` is the row of the rule's head. */
  fired: RuleLocation[];
  /** Rule bodies that were tried and produced nothing, with the condition that stopped the furthest attempt. */
  failed: (RuleLocation & { condition: SourceLocation })[];
  /** What this evaluation looked at, unless it was asked not to say. */
  reads?: Reads;
}

/** Collects what instrumented code reports during one evaluation. */
export class Trace {
  readonly #fired = new Set<number>();
  readonly #missed = new Map<number, { depth: number; row: number }>();
  /** Numbers of the source rows that were reached. */
  readonly reached = new Set<number>();

  reach(row: number): void {
    this.reached.add(row);
  }

  fire(body: number): void {
    this.#fired.add(body);
  }

  miss(body: number, depth: number, row: number): void {
    const known = this.#missed.get(body);
    if (!known || known.depth < depth) this.#missed.set(body, { depth, row });
  }

  explanation(bodies: readonly RuleLocation[]): Explanation {
    const inOrder = (ids: Iterable<number>): number[] => [...ids].sort((a, b) => a - b);
    return {
      fired: inOrder(this.#fired).map((id) => bodies[id]!),
      failed: inOrder(this.#missed.keys())
        .filter((id) => !this.#fired.has(id))
        .map((id) => ({ ...bodies[id]!, condition: { file: bodies[id]!.file, row: this.#missed.get(id)!.row } })),
    };
  }
}

/**
 * Recognises rule bodies in a plan function and writes the instrumentation. A body is a block that starts by resetting a local (an
 * ordinary definition) or by testing that no value exists yet (else and default), and it fires when it assigns that value.
 */
export class Tracer {
  readonly #bodies: RuleLocation[];
  readonly #operands: Operands;
  readonly #function: PlanFunction;
  readonly #rule: string;
  #current: { id: number; results: Set<number>; depth: number } | undefined;

  constructor(fn: PlanFunction, operands: Operands, bodies: RuleLocation[]) {
    this.#bodies = bodies;
    this.#operands = operands;
    this.#function = fn;
    this.#rule = fn.path?.length ? ['data', ...fn.path.slice(1)].join('.') : fn.name;
  }

  /** True when the block is a rule body; then `exit` must follow at its end. */
  enter(block: Block): boolean {
    const head = block.stmts?.[0];
    if (this.#current || (head?.type !== 'ResetLocalStmt' && head?.type !== 'IsUndefinedStmt')) return false;
    const result = head.type === 'ResetLocalStmt' ? head.stmt.target : head.stmt.source;
    const id = this.#bodies.push({ rule: this.#rule, file: this.#operands.file(head.stmt.file), row: head.stmt.row ?? 0 }) - 1;
    this.#current = { id, results: new Set([result, this.#function.return]), depth: 0 };
    return true;
  }

  exit(): void {
    this.#current = undefined;
  }

  fired(statement: Statement): string | undefined {
    const target = producedLocal(statement);
    if (this.#current) followNested(statement, this.#current.results);
    if (!this.#current || target === undefined || !this.#current.results.has(target)) return undefined;
    return `X.fire(${this.#current.id});`;
  }

  missed(row: number): string | undefined {
    if (!this.#current) return undefined;
    this.#current.depth += 1;
    return `X.miss(${this.#current.id}, ${this.#current.depth}, ${Number(row)});`;
  }
}

/** A head such as `quota[kind].daily` gives its value to an object within the one that the function answers with. */
function followNested({ type, stmt }: Statement, results: Set<number>): void {
  if (type === 'DotStmt' && stmt.source.type === 'local' && results.has(stmt.source.value)) results.add(stmt.target);
}

function producedLocal(statement: Statement): number | undefined {
  if (statement.type === 'AssignVarOnceStmt') return statement.stmt.target;
  if (statement.type === 'SetAddStmt') return statement.stmt.set;
  return statement.type === 'ObjectInsertOnceStmt' ? statement.stmt.object : undefined;
}
