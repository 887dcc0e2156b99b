import { createHash } from 'node:crypto';
import type { Block, Operand, Operands, PlanFunction, Statement } from '#libs/policy-engine';

/** Members of statements that say where something stands, or how much room to make for it. */
const ASIDE = new Set(['file', 'row', 'col', 'capacity']);

/** Something in a function of which it is not known what it calls. */
class Unknowable extends Error {}

/** What a function does, whatever it and its locals are called: equal digests are equal answers to equal arguments. */
export class FunctionDigests {
  private readonly known = new Map<string, string | undefined>();
  private readonly bodies = new WeakMap<PlanFunction, { readonly digest: string | undefined }>();

  constructor(
    private readonly functions: ReadonlyMap<string, PlanFunction>,
    private readonly operands: Operands,
  ) {}

  /** Undefined for one that calls what is computed, itself or by way of others. */
  of(name: string): string | undefined {
    if (this.known.has(name)) return this.known.get(name);
    this.known.set(name, undefined);
    const fn = this.functions.get(name);
    const digest = fn && this.ofBody(fn);
    this.known.set(name, digest);
    return digest;
  }

  ofBody(fn: PlanFunction): string | undefined {
    const known = this.bodies.get(fn) ?? { digest: this.digest(fn) };
    this.bodies.set(fn, known);
    return known.digest;
  }

  private digest({ params, blocks }: PlanFunction): string | undefined {
    const locals = new Map<number, number>();
    const local = (number: number): string => {
      const known = locals.get(number) ?? locals.size;
      locals.set(number, known);
      return `L${known}`;
    };
    try {
      const described = [params.map(local), blocks.map((block) => this.block(block, local))];
      return createHash('sha256').update(JSON.stringify(described)).digest('hex');
    } catch (error) {
      if (error instanceof Unknowable) return undefined;
      throw error;
    }
  }

  private block({ stmts }: Block, local: (number: number) => string): unknown {
    return (stmts ?? []).map((statement) => this.statement(statement, local));
  }

  private statement({ type, stmt }: Statement, local: (number: number) => string): unknown {
    if (type === 'CallDynamicStmt') throw new Unknowable();
    if (type === 'AssignIntStmt' || type === 'MakeNumberIntStmt') return [type, stmt.value, local(stmt.target)];
    if (type === 'BreakStmt') return [type, stmt.index];
    if (type === 'MakeNumberRefStmt') return [type, this.operands.text(stmt.Index), local(stmt.target)];
    const members = Object.entries(stmt as unknown as Record<string, unknown>).filter(([name]) => !ASIDE.has(name));
    return [type, members.map(([name, value]) => [name, this.member(name, value, local)])];
  }

  private member(name: string, value: unknown, local: (number: number) => string): unknown {
    if (typeof value === 'number') return local(value);
    if (name === 'func') return this.functions.has(value as string) ? this.callee(value as string) : value;
    if (name === 'block') return this.block(value as Block, local);
    if (name === 'blocks') return ((value ?? []) as Block[]).map((block) => this.block(block, local));
    if (name === 'path') return ((value ?? []) as number[]).map((index) => this.operands.text(index));
    if (name === 'args') return ((value ?? []) as Operand[]).map((operand) => this.operand(operand, local));
    return this.operand(value as Operand, local);
  }

  private callee(name: string): string {
    const digest = this.of(name);
    if (digest === undefined) throw new Unknowable();
    return `#${digest}`;
  }

  private operand(operand: Operand, local: (number: number) => string): unknown {
    if (operand.type === 'local') return local(operand.value);
    return operand.type === 'bool' ? operand.value : ['text', this.operands.text(operand.value)];
  }
}
