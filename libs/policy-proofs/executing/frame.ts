import type { Block, Operand, Operands, PlanFunction, Statement, Value } from '#libs/policy-engine';
import type { Encoding } from '../encoding/encoding.js';
import { FALSE, TRUE, type Formula } from '../encoding/formulas.js';
import { mayRead } from './liveness.js';
import { constant, replaced, UNDEFINED, type Symbolic } from '../encoding/symbolic-values.js';

export interface Summary {
  readonly value: Symbolic;
  /** When there is no value because the evaluation ends with an error. */
  readonly fails: Formula;
}

/** What a frame needs of the run of a plan that it belongs to. */
export interface PlanRun {
  readonly encoding: Encoding;
  readonly operands: Operands;
  statement(run: BlockRun, statement: Statement): void;
  isOwn(name: string): boolean;
  call(name: string, args: readonly Symbolic[]): Summary | undefined;
  /** Of a function that the plan does not have by itself; undefined where it cannot be told what it calls. */
  callBody(fn: PlanFunction, args: readonly Symbolic[]): Summary | undefined;
  /** Whether there is another policy beside this one. */
  readonly isComparing: boolean;
  rulesOfLength(length: number): readonly { readonly path: readonly string[]; readonly name: string }[];
  place(at: { file?: number; row?: number }): string;
  number(index: number): Value | undefined;
}

/** How a block can end: `left[n]` is leaving n more blocks around it. */
export interface Ending {
  readonly fell: Formula;
  readonly left: readonly Formula[];
  readonly returned: Formula;
}

/** One function, or one entry, with its locals. */
export class Frame {
  readonly locals = new Map<number, Symbolic>();
  returned: Symbolic = UNDEFINED;
  results: Symbolic = UNDEFINED;
  fails: Formula = FALSE;
  private readonly reads = new Map<readonly Statement[], Map<string, boolean>>();
  /** The lists of statements around the one that runs, each with where in it. */
  readonly around: { readonly stmts: readonly Statement[]; index: number; readonly isLoop: boolean }[] = [];

  constructor(
    readonly execution: PlanRun,
    readonly blocks: readonly Block[],
    params: readonly (readonly [number, Symbolic])[],
  ) {
    for (const [local, value] of params) this.locals.set(local, value);
  }

  get of() {
    return this.execution.encoding.of;
  }
  get formulas() {
    return this.execution.encoding.of.formulas;
  }
  get encoding() {
    return this.execution.encoding;
  }

  run(): void {
    this.blocksInTurn(this.blocks, TRUE, false);
  }

  /** One block after the other; what leaves none of the blocks around goes on with the next. */
  blocksInTurn(blocks: readonly Block[], from: Formula, isLoop: boolean): Ending {
    let at = from;
    const left: Formula[] = [];
    let returned: Formula = FALSE;
    const rest = blocks.flatMap(({ stmts }) => stmts ?? []);
    let passed = 0;
    for (const block of blocks) {
      // What comes after a block is what may still look at its locals.
      this.around.push({ stmts: rest, index: (passed += block.stmts?.length ?? 0), isLoop });
      const ending = this.block(block, at, false);
      this.around.pop();
      const away = this.formulas.or(ending.returned, ...ending.left.slice(1));
      ending.left.slice(1).forEach((when, i) => (left[i] = this.formulas.or(left[i] ?? FALSE, when)));
      returned = this.formulas.or(returned, ending.returned);
      at = this.formulas.and(at, -away);
    }
    return { fell: at, left, returned };
  }

  block(block: Block, from: Formula, isLoop: boolean): Ending {
    const run = new BlockRun(this, from);
    const stmts = block.stmts ?? [];
    const here = { stmts, index: 0, isLoop };
    this.around.push(here);
    for (const statement of stmts) {
      here.index += 1;
      if (run.at === FALSE) break;
      this.execution.statement(run, statement);
    }
    this.around.pop();
    return { fell: run.at, left: run.left.map((when) => when ?? FALSE), returned: run.returned };
  }

  value(operand: Operand): Symbolic {
    if (operand.type === 'local') return this.local(operand.value);
    if (operand.type === 'bool') return constant(operand.value);
    return constant(this.execution.operands.text(operand.value));
  }

  local(local: number): Symbolic {
    return this.locals.get(local) ?? UNDEFINED;
  }

  set(local: number, value: Symbolic, when: Formula): void {
    this.locals.set(local, replaced(this.formulas, when, value, this.local(local)));
  }

  /** True when something else than the rest of this block may look at what a local holds now. */
  mayReadElsewhere(local: number): boolean {
    const here = this.around.at(-1);
    if (!here) return true;
    const key = `${here.index} ${local}`;
    const known = this.reads.get(here.stmts)?.get(key);
    if (known !== undefined) return known;
    const mayBe = this.around.some(
      ({ stmts, index, isLoop }) =>
        (isLoop && mayRead(stmts, local)) || (stmts !== here.stmts && mayRead(stmts.slice(index), local)),
    );
    const found = this.reads.get(here.stmts) ?? new Map<string, boolean>();
    this.reads.set(here.stmts, found.set(key, mayBe));
    return mayBe;
  }

  fail(when: Formula): void {
    this.fails = this.formulas.or(this.fails, when);
  }
}

/** A block on its way: under which condition it got to where it is. */
export class BlockRun {
  readonly left: Formula[] = [];
  returned: Formula = FALSE;

  constructor(
    readonly frame: Frame,
    public at: Formula,
  ) {}

  /** Leaves this block, and that many around it, unless the condition holds. */
  require(condition: Formula): void {
    this.leave(0, -condition);
  }

  leave(levels: number, when: Formula): void {
    const { formulas } = this.frame;
    this.left[levels] = formulas.or(this.left[levels] ?? FALSE, formulas.and(this.at, when));
    this.at = formulas.and(this.at, -when);
  }

  /** Takes over how blocks inside this one ended, and goes on where they did not lead away. */
  takeOver(ending: Ending): void {
    const { formulas } = this.frame;
    ending.left.forEach((when, i) => (this.left[i] = formulas.or(this.left[i] ?? FALSE, when)));
    this.returned = formulas.or(this.returned, ending.returned);
    this.at = formulas.and(this.at, -formulas.or(ending.returned, ...ending.left));
  }
}
