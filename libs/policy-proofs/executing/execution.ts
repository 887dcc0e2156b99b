import { Operands, parseNumber, type Plan, type PlanFunction, type Statement, type Value } from '#libs/policy-engine';
import type { Encoding } from '../encoding/encoding.js';
import { Frame, type BlockRun, type PlanRun, type Summary } from './frame.js';
import { runStatement } from './statements.js';
import type { Symbolic } from '../encoding/symbolic-values.js';
import { dataReads, type DataRead } from '../sharing/data-reads.js';
import { FunctionDigests } from '../sharing/function-digests.js';
import type { Summaries } from '../sharing/summaries.js';

const MAX_DEPTH = 200;
const WHOLE: readonly DataRead[] = [{ path: [], isWhole: true }];

/** Runs a plan for all inputs at once: no path is taken, each value is kept with the condition under which it comes about. */
export class Execution implements PlanRun {
  readonly operands: Operands;
  /** Among the plans that are looked at together. */
  private readonly planNumber: number;
  private readonly functions: ReadonlyMap<string, PlanFunction>;
  private readonly digests: FunctionDigests;
  private readonly reads = new Map<PlanFunction, readonly DataRead[]>();
  private depth = 0;

  constructor(
    readonly encoding: Encoding,
    private readonly plan: Plan,
    private readonly summaries: Summaries<Summary>,
  ) {
    this.planNumber = summaries.nextPlan();
    this.operands = new Operands(plan);
    this.functions = new Map((plan.funcs?.funcs ?? []).map((fn) => [fn.name, fn]));
    this.digests = new FunctionDigests(this.functions, this.operands);
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

  get isComparing(): boolean {
    return this.summaries.isComparing;
  }

  /** Each function once for the same arguments, in all plans that are looked at together: what it answers depends on nothing else. */
  call(name: string, args: readonly Symbolic[]): Summary | undefined {
    const fn = this.functions.get(name);
    if (!fn || args.length < fn.params.length) return undefined;
    const digest = this.digests.of(name);
    const key = this.summaries.key(digest ?? `${this.planNumber} ${name}`, args, digest === undefined ? WHOLE : this.readsOf(fn));
    return this.summary(key, fn, args);
  }

  callBody(fn: PlanFunction, args: readonly Symbolic[]): Summary | undefined {
    const digest = this.digests.ofBody(fn);
    return digest === undefined ? undefined : this.summary(this.summaries.key(digest, args, this.readsOf(fn)), fn, args);
  }

  private summary(key: string, { blocks, params }: PlanFunction, args: readonly Symbolic[]): Summary {
    const known = this.summaries.get(key);
    if (known) return known;
    if (this.depth >= MAX_DEPTH) {
      const why = 'rules that are nested too deeply';
      return { value: this.encoding.of.value(why), fails: this.encoding.of.free(why) };
    }
    this.depth += 1;
    const frame = new Frame(
      this,
      blocks,
      params.map((param, i) => [param, args[i]!]),
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

  /** What a function reads of the data, also by way of those that it calls. */
  private readsOf(fn: PlanFunction): readonly DataRead[] {
    const known = this.reads.get(fn);
    if (known) return known;
    const found = dataReads(fn, {
      operands: this.operands,
      readsOf: (name) => {
        const callee = this.functions.get(name);
        return callee && this.readsOf(callee);
      },
    });
    this.reads.set(fn, found);
    return found;
  }
}
