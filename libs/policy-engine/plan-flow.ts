import { Operands } from './operands.js';
import { type Block, type Operand, type Plan, type Statement, type StatementOf, innerBlocks } from './plan.js';
import { parseNumber } from './numbers.js';
import type { Json } from './values.js';

/** Keys from the root of a document; null stands for any key. What it names includes everything beneath. */
export type DocumentPath = (string | null)[];

export interface DocumentRef {
  root: 'input' | 'data';
  path: DocumentPath;
}

/** What a local may hold, as far as it is a part of input or data, a constant, or a collection with constant members. */
export type Origin = DocumentRef | { constant: Json } | { members: Json[] };

/** One function or entry of a plan, and what its locals may hold. */
export interface FlowScope {
  name: string;
  blocks: Block[];
  params: number[];
  return: number | undefined;
  origins: Map<number, Origin[]>;
}

/** Longer paths and locals with more origins are cut: what is beyond counts as a part of what is before. */
const MAX_DEPTH = 12;
const MAX_ORIGINS = 64;

/**
 * Follows input, data and constants through the locals of a plan, across calls, without regard to order. An origin may be missing
 * only where a value is built anew; whoever asks what is read must count every use of a local as a read of its origins.
 */
export class PlanFlow {
  readonly scopes: FlowScope[];
  readonly operands: Operands;
  /** Origins that did not fit a local any more; they count as read. */
  readonly overflow: DocumentRef[] = [];
  readonly #byName: Map<string, FlowScope>;
  #changed = false;

  constructor(plan: Plan) {
    this.operands = new Operands(plan);
    const functions = (plan.funcs?.funcs ?? []).map((fn) => scopeOf(fn.name, fn.blocks, fn.params, fn.return));
    this.#byName = new Map(functions.map((scope) => [scope.name, scope]));
    this.scopes = [...functions, ...plan.plans.plans.map((entry) => scopeOf(entry.name, entry.blocks, [0, 1], undefined))];
    do {
      this.#changed = false;
      for (const scope of this.scopes) for (const block of scope.blocks) this.#block(scope, block);
    } while (this.#changed);
  }

  scope(name: string): FlowScope | undefined {
    return this.#byName.get(name);
  }

  origins(scope: FlowScope, operand: Operand): Origin[] {
    if (operand.type === 'bool') return [{ constant: operand.value }];
    if (operand.type === 'string_index') return [{ constant: this.operands.text(operand.value) }];
    return scope.origins.get(operand.value) ?? [];
  }

  #block(scope: FlowScope, block: Block): void {
    for (const statement of block.stmts ?? []) {
      this.#statement(scope, statement);
      for (const inner of innerBlocks(statement)) this.#block(scope, inner);
    }
  }

  #statement(scope: FlowScope, { type, stmt }: Statement): void {
    const give = (local: number, origins: readonly Origin[]): void => this.#give(scope, local, origins);
    switch (type) {
      case 'DotStmt':
        return give(stmt.target, this.#members(scope, stmt.source, stmt.key));
      case 'ScanStmt':
        return give(stmt.value, this.#members(scope, { type: 'local', value: stmt.source }, undefined));
      case 'AssignVarStmt':
      case 'AssignVarOnceStmt':
        return give(stmt.target, this.origins(scope, stmt.source));
      case 'CallStmt':
        return this.#call(scope, stmt);
      case 'MakeNullStmt':
        return give(stmt.target, [{ constant: null }]);
      case 'MakeNumberIntStmt':
      case 'AssignIntStmt':
        return give(stmt.target, [{ constant: Number(stmt.value) }]);
      case 'MakeNumberRefStmt':
        return give(stmt.target, [{ constant: Number(parseNumber(this.operands.text(stmt.Index)) ?? 0) }]);
      case 'SetAddStmt':
        return this.#fill(scope, stmt.set, stmt.value);
      case 'ArrayAppendStmt':
        return this.#fill(scope, stmt.array, stmt.value);
      case 'ObjectInsertStmt':
        return this.#fill(scope, stmt.object, stmt.key);
      default:
        return undefined;
    }
  }

  /** A call of another rule hands its arguments on and gets back what the rule may return. */
  #call(scope: FlowScope, stmt: StatementOf<'CallStmt'>['stmt']): void {
    const callee = this.#byName.get(stmt.func);
    if (!callee) return;
    (stmt.args ?? []).forEach((arg, i) => {
      const param = callee.params[i];
      if (param !== undefined && i > 1) this.#give(callee, param, this.origins(scope, arg));
    });
    if (callee.return !== undefined) this.#give(scope, stmt.result, callee.origins.get(callee.return) ?? []);
  }

  #members(scope: FlowScope, source: Operand, key: Operand | undefined): Origin[] {
    const name = key?.type === 'string_index' ? this.operands.text(key.value) : null;
    return this.origins(scope, source).flatMap((origin): Origin[] => {
      if (!('root' in origin)) return [];
      const isDeep = origin.path.length >= MAX_DEPTH;
      return [isDeep ? origin : { root: origin.root, path: [...origin.path, name] }];
    });
  }

  #fill(scope: FlowScope, collection: number, value: Operand): void {
    const constants = this.origins(scope, value).flatMap((origin) => ('constant' in origin ? [origin.constant] : []));
    this.#give(
      scope,
      collection,
      constants.map((constant) => ({ members: [constant] })),
    );
  }

  #give(scope: FlowScope, local: number, origins: readonly Origin[]): void {
    const known = scope.origins.get(local) ?? [];
    for (const origin of origins) {
      if (known.some((other) => sameOrigin(other, origin))) continue;
      if (known.length >= MAX_ORIGINS) {
        if ('root' in origin && !this.overflow.some((other) => sameOrigin(other, origin))) this.overflow.push(origin);
        continue;
      }
      known.push(origin);
      this.#changed = true;
    }
    scope.origins.set(local, known);
  }
}

function sameOrigin(a: Origin, b: Origin): boolean {
  if ('root' in a)
    return 'root' in b && a.root === b.root && a.path.length === b.path.length && a.path.every((key, i) => key === b.path[i]);
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Input and data are the first two parameters of every function and entry. */
function scopeOf(name: string, blocks: Block[], params: number[], result: number | undefined): FlowScope {
  const origins = new Map<number, Origin[]>();
  for (const [i, root] of (['input', 'data'] as const).entries()) {
    if (params[i] !== undefined) origins.set(params[i], [{ root, path: [] }]);
  }
  return { name, blocks, params, return: result, origins };
}
