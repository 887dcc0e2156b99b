import { Operands, parseNumber, type Plan, type PlanFunction, type Statement, type Value } from '#libs/policy-engine';
import type { Encoding } from '../encoding/encoding.js';
import { Frame, type BlockRun, type PlanRun, type Summary } from './frame.js';
import { runStatement } from './statements.js';
import type { Symbolic } from '../encoding/symbolic-values.js';

const MAX_DEPTH = 200;

/** Runs a plan for all inputs at once: no path is taken, each value is kept with the condition under which it comes about. */
export class Execution implements PlanRun {
  readonly operands: Operands;
  private readonly functions: ReadonlyMap<string, PlanFunction>;
  private readonly summaries = new Map<string, Summary>();
  private readonly names = new WeakMap<object, number>();
  private named = 0;
  private depth = 0;

  constructor(
    readonly encoding: Encoding,
    private readonly plan: Plan,
  ) {
    this.operands = new Operands(plan);
    this.functions = new Map((plan.funcs?.funcs ?? []).map((fn) => [fn.name, fn]));
  }

  /** What an entrypoint answers. */
  run(entrypoint: string, input: Symbolic, data: Symbolic): Summary {
    const entry = this.plan.plans.plans.find(({ name }) => name === entrypoint);
    if (!entry) throw new RangeError(`the policy has no entrypoint ${entrypoint}`);
    const frame = new Frame(this, entry.blocks, [
      [0, input],
      [1, data],
    ]);
    frame.run();
    return { value: frame.results, fails: frame.fails };
  }

  statement(run: BlockRun, statement: Statement): void {
    runStatement(run, statement);
  }

  isOwn(name: string): boolean {
    return this.functions.has(name);
  }

  /** Each function once for the same arguments: what it answers depends on nothing else. */
  call(name: string, args: readonly Symbolic[]): Summary | undefined {
    const fn = this.functions.get(name);
    if (!fn || args.length < fn.params.length) return undefined;
    const key = `${name} ${args.map((arg) => this.nameOf(arg)).join(' ')}`;
    const known = this.summaries.get(key);
    if (known) return known;
    if (this.depth >= MAX_DEPTH) {
      const why = 'rules that are nested too deeply';
      return { value: this.encoding.of.value(why), fails: this.encoding.of.free(why) };
    }
    this.depth += 1;
    const frame = new Frame(
      this,
      fn.blocks,
      fn.params.map((param, i) => [param, args[i]!]),
    );
    frame.run();
    this.depth -= 1;
    const summary = { value: frame.returned, fails: frame.fails };
    this.summaries.set(key, summary);
    return summary;
  }

  /** Rules by the path they have among data, for calls whose name is computed. */
  rulesOfLength(length: number): { readonly path: readonly string[]; readonly name: string }[] {
    return [...this.functions.values()].flatMap(({ path, params, name }) =>
      path?.length === length && params.length === 2 ? [{ path, name }] : [],
    );
  }

  place({ file, row }: { file?: number; row?: number }): string {
    const name = this.operands.file(file);
    return name === '' ? '' : ` (${name}:${row ?? 0})`;
  }

  number(index: number): Value | undefined {
    return parseNumber(this.operands.text(index));
  }

  private nameOf(value: Symbolic): string {
    const only = value.options.length === 1 ? value.options[0]!.shape : undefined;
    if (only?.is === 'constant' && only.key.length < 200) return JSON.stringify(only.key);
    if (only?.is === 'unknown') return `u${only.unknown.id}`;
    const of = value.options as object;
    const known = this.names.get(of);
    if (known !== undefined) return `#${known}`;
    this.names.set(of, (this.named += 1));
    return `#${this.named}`;
  }
}
