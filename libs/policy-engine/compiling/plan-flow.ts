import { Operands } from './operands.js';
import { type Block, type Operand, type Plan, type Statement, type StatementOf, innerBlocks } from './plan.js';
import { parseNumber } from '../formats/numbers.js';
import type { Json } from '../values.js';

/** Keys from the root of a document; null stands for any key. What it names includes everything beneath. */
export type DocumentPath = (string | null)[];

export interface DocumentRef {
  root: 'input' | 'data';
  path: DocumentPath;
}

/** What a local may hold, as far as it is a part of input or data, a constant, or a collection with constant members. */
export type Origin = DocumentRef | { constant: Json } | { members: Json[] };

/** One statement with what is known right after it. */
export interface FlowPoint {
  readonly statement: Statement;
  /** The block it stands in, and where. */
  readonly stmts: readonly Statement[];
  readonly index: number;
  readonly params: readonly number[];
  origins(operand: Operand): readonly Origin[];
}

interface FlowFunction {
  readonly blocks: readonly Block[];
  readonly params: readonly number[];
  readonly returned: number | undefined;
  /** What callers hand over for each parameter, and what is handed back; they grow until nothing changes any more. */
  readonly given: Map<number, Origin[]>;
  readonly results: Origin[];
}

/** Longer paths and locals with more origins are cut: what is beyond counts as a part of what is before. */
const MAX_DEPTH = 12;
const MAX_ORIGINS = 64;

/**
 * Follows input, data and constants through the locals of a plan, across calls. Where blocks exclude each other a local may hold
 * what any of them put there. The origin of a value is lost where it is built anew, and may be lost after the block in which a
 * lookup found it: whoever asks what is read has to count a lookup where it happens.
 */
export class PlanFlow {
  readonly operands: Operands;
  /** Origins that did not fit a local any more; they count as read. */
  readonly overflow: DocumentRef[] = [];
  readonly #functions: FlowFunction[];
  readonly #byName: Map<string, FlowFunction>;
  #changed = false;
  #visit: ((point: FlowPoint) => void) | undefined;

  constructor(plan: Plan) {
    this.operands = new Operands(plan);
    const named = (plan.funcs?.funcs ?? []).map((fn) => [fn.name, functionOf(fn.blocks, fn.params, fn.return)] as const);
    this.#byName = new Map(named);
    this.#functions = [...this.#byName.values(), ...plan.plans.plans.map(({ blocks }) => functionOf(blocks, [0, 1], undefined))];
    do {
      this.#changed = false;
      for (const fn of this.#functions) this.#function(fn);
    } while (this.#changed);
  }

  /** Every statement in the order of the plan; nested ones after the statement they stand in. */
  walk(visit: (point: FlowPoint) => void): void {
    this.#visit = visit;
    for (const fn of this.#functions) this.#function(fn);
    this.#visit = undefined;
  }

  /** True for the plan's own functions, false for built-ins. */
  isOwn(name: string): boolean {
    return this.#byName.has(name);
  }

  #function(fn: FlowFunction): void {
    const locals = new Locals(undefined);
    for (const [param, origins] of fn.given) locals.set(param, origins);
    for (const block of fn.blocks) this.#block(fn, block, locals);
    if (fn.returned !== undefined) this.#grow(fn.results, locals.get(fn.returned));
  }

  /** The compiler uses the same locals again in blocks that exclude each other, so each block writes into its own layer. */
  #block(fn: FlowFunction, block: Block, around: Locals): void {
    const locals = new Locals(around);
    const stmts = block.stmts ?? [];
    stmts.forEach((statement, index) => {
      this.#statement(statement, locals);
      const origins = (operand: Operand): readonly Origin[] => this.#origins(operand, locals);
      this.#visit?.({ statement, stmts, index, params: fn.params, origins });
      for (const inner of innerBlocks(statement)) this.#block(fn, inner, locals);
    });
    for (const [local, origins] of locals.own) this.#add(around, local, origins);
  }

  #origins(operand: Operand, locals: Locals): readonly Origin[] {
    if (operand.type === 'bool') return [{ constant: operand.value }];
    if (operand.type === 'string_index') return [{ constant: this.operands.text(operand.value) }];
    return locals.get(operand.value);
  }

  #statement(statement: Statement, locals: Locals): void {
    const { type, stmt } = statement;
    switch (type) {
      case 'DotStmt':
        return locals.set(stmt.target, this.#members(stmt.source, stmt.key, locals));
      case 'ScanStmt':
        return locals.set(stmt.value, this.#members({ type: 'local', value: stmt.source }, undefined, locals));
      case 'AssignVarStmt':
        return locals.set(stmt.target, this.#origins(stmt.source, locals));
      case 'AssignVarOnceStmt':
        return this.#add(locals, stmt.target, this.#origins(stmt.source, locals));
      case 'CallStmt':
        return locals.set(stmt.result, this.#call(stmt, locals));
      case 'ResetLocalStmt':
      case 'MakeSetStmt':
      case 'MakeArrayStmt':
      case 'MakeObjectStmt':
        return locals.set(stmt.target, []);
      default:
        return this.#literal(statement, locals);
    }
  }

  #literal({ type, stmt }: Statement, locals: Locals): void {
    const fill = (collection: number, value: Operand): void => {
      const constants = this.#origins(value, locals).flatMap((origin) => ('constant' in origin ? [origin.constant] : []));
      this.#add(
        locals,
        collection,
        constants.map((constant) => ({ members: [constant] })),
      );
    };
    if (type === 'MakeNullStmt') locals.set(stmt.target, [{ constant: null }]);
    else if (type === 'MakeNumberIntStmt' || type === 'AssignIntStmt')
      locals.set(stmt.target, [{ constant: Number(stmt.value) }]);
    else if (type === 'MakeNumberRefStmt')
      locals.set(stmt.target, [{ constant: Number(parseNumber(this.operands.text(stmt.Index)) ?? 0) }]);
    else if (type === 'SetAddStmt') fill(stmt.set, stmt.value);
    else if (type === 'ArrayAppendStmt') fill(stmt.array, stmt.value);
    else if (type === 'ObjectInsertStmt') fill(stmt.object, stmt.key);
  }

  /** A call of another rule hands its arguments on and gets back what the rule may return. */
  #call(stmt: StatementOf<'CallStmt'>['stmt'], locals: Locals): readonly Origin[] {
    const callee = this.#byName.get(stmt.func);
    if (!callee) return [];
    (stmt.args ?? []).forEach((arg, i) => {
      const given = callee.given.get(callee.params[i] ?? -1);
      if (given && i > 1) this.#grow(given, this.#origins(arg, locals));
    });
    return callee.results;
  }

  #members(source: Operand, key: Operand | undefined, locals: Locals): Origin[] {
    const name = key?.type === 'string_index' ? this.operands.text(key.value) : null;
    return this.#origins(source, locals).flatMap((origin): Origin[] => {
      if (!('root' in origin)) return [];
      const isDeep = origin.path.length >= MAX_DEPTH;
      return [isDeep ? origin : { root: origin.root, path: [...origin.path, name] }];
    });
  }

  #add(locals: Locals, local: number, origins: readonly Origin[]): void {
    const known = [...locals.get(local)];
    this.#union(known, origins);
    locals.set(local, known);
  }

  #grow(known: Origin[], origins: readonly Origin[]): void {
    if (this.#union(known, origins)) this.#changed = true;
  }

  #union(known: Origin[], origins: readonly Origin[]): boolean {
    const before = known.length;
    for (const origin of origins) {
      if (known.some((other) => sameOrigin(other, origin))) continue;
      if (known.length < MAX_ORIGINS) known.push(origin);
      else if ('root' in origin && !this.overflow.some((other) => sameOrigin(other, origin))) this.overflow.push(origin);
    }
    return known.length > before;
  }
}

/** The locals of a block, on top of those of the blocks around it. */
class Locals {
  readonly own = new Map<number, readonly Origin[]>();
  readonly #around: Locals | undefined;

  constructor(around: Locals | undefined) {
    this.#around = around;
  }

  get(local: number): readonly Origin[] {
    return this.own.get(local) ?? this.#around?.get(local) ?? [];
  }

  set(local: number, origins: readonly Origin[]): void {
    this.own.set(local, origins);
  }
}

function sameOrigin(a: Origin, b: Origin): boolean {
  if (a === b) return true;
  if ('root' in a) {
    return 'root' in b && a.root === b.root && a.path.length === b.path.length && a.path.every((key, i) => key === b.path[i]);
  }
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Input and data are the first two parameters of every function and entry. */
function functionOf(blocks: readonly Block[], params: readonly number[], returned: number | undefined): FlowFunction {
  const given = new Map<number, Origin[]>(params.map((param) => [param, []]));
  for (const [i, root] of (['input', 'data'] as const).entries()) {
    if (params[i] !== undefined) given.set(params[i], [{ root, path: [] }]);
  }
  return { blocks, params, returned, given, results: [] };
}
