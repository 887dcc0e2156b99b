import { BUILTINS } from '../builtin-table.js';
import { ConstantPool } from './constant-pool.js';
import { PlanError, type SourceLocation } from '../errors.js';
import { type RuleLocation, type Trace, Tracer } from '../explain.js';
import { FunctionWriter, type PlanScope } from './function-writer.js';
import { Operands } from './operands.js';
import type { Block, Plan, PlanFunction } from './plan.js';
import type { Seen } from '../reads/read-log.js';
import { READ_BUILTINS, READ_RUNTIME } from '../reads/read-runtime.js';
import { RowRegister } from '../row-coverage.js';
import { writeStatement } from './statements.js';
import { type Callable, runtimeLibrary } from '../runtime.js';
import type { Value } from '../values.js';

/** A plan turned into JavaScript. One evaluation at a time. */
export interface Program {
  /** Forgets the memoised rules of the evaluation before; `trace` is needed by explaining and covering programs only. */
  begin(trace?: Trace): void;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly bodies: readonly RuleLocation[];
  /** Source rows by the number under which a covering program reports them. */
  readonly rows: readonly SourceLocation[];
}

/** Programs that report reads take documents as DocumentPart, others as they are. */
type Entry = (input: Seen | undefined, data: Seen) => Value[];

/** What a program does besides deciding; each costs nothing when it is off. */
export interface ProgramOptions {
  strict: boolean;
  explain: boolean;
  coverage: boolean;
  reads: boolean;
}

/** Generations are small integers to the engine; start again long before they stop being that. */
const GENERATION_LIMIT = 500_000_000;

/**
 * Generates the program with `new Function`. The source holds generated names, numbers and JSON.stringify'd texts only.
 */
export function generateProgram(plan: Plan, options: ProgramOptions): Program {
  const operands = new Operands(plan);
  const functions = plan.funcs?.funcs ?? [];
  const names = new Map(functions.map((fn, index) => [fn.name, `f${index}`]));
  const parameters = new Map(functions.map((fn) => [fn.name, fn.params.length]));
  const used = new Map<string, string>();
  const rows = options.coverage ? new RowRegister(operands) : undefined;
  const scope: PlanScope = {
    ...(rows && { rows }),
    reads: options.reads,
    strict: options.strict,
    operands,
    constants: new ConstantPool(operands),
    functionName: (name) => names.get(name),
    parametersOf: (name) => parameters.get(name),
    builtinName: (name) => {
      if (BUILTINS.has(name) && !used.has(name)) used.set(name, `B${used.size}`);
      return used.get(name);
    },
  };
  const bodies: RuleLocation[] = [];
  const tracerOf = (fn: PlanFunction): Tracer | undefined => (options.explain ? new Tracer(fn, operands, bodies) : undefined);
  const parts = functions.map((fn, index) => writeFunction(scope, fn, `f${index}`, tracerOf(fn)));
  const entries = plan.plans.plans.map((entry, index) => writeEntry(scope, entry.blocks, `e${index}`));
  const source = assemble(parts, entries, [...used.values()], dynamicTable(functions, names));
  const builtins = [...used.keys()].map((name) => (options.reads && READ_BUILTINS.get(name)) || BUILTINS.get(name)!);
  const library = { ...runtimeLibrary(options.strict), ...(options.reads && READ_RUNTIME) };
  // oxlint-disable-next-line typescript/no-implied-eval -- the plan is compiled to code; what may be in it is said above
  const build = new Function('R', 'K', 'builtins', source) as Build;
  const built = build(library, scope.constants.values, builtins as Callable[]);
  return {
    begin: (trace) => built.begin(trace),
    bodies,
    rows: rows?.rows ?? [],
    entries: new Map(plan.plans.plans.map((entry, index) => [entry.name, built.entries[index]!])),
  };
}

type Build = (library: object, constants: Value[], builtins: Callable[]) => { begin(trace?: Trace): void; entries: Entry[] };

interface WrittenFunction {
  source: string;
  /** The variable that says in which generation the memo was filled; undefined when the function is not memoised. */
  memo?: string;
}

/** Functions of input and data alone are rules: within one evaluation they have one value. */
function writeFunction(scope: PlanScope, fn: PlanFunction, name: string, tracer: Tracer | undefined): WrittenFunction {
  const isRule = fn.params.length === 2;
  const params = fn.params.map((param) => scope.operands.local(param));
  const body = writeBody(scope, fn.blocks, fn.params, tracer);
  const fuel = 'if (--F.left < 0) R.exhausted();';
  if (!isRule) return { source: `function ${name}(${params.join(', ')}) { ${fuel}\n${body}\n}` };
  const [memo, value] = [`m${name}`, `v${name}`];
  const memoised = `function ${name}(i, d) { if (${memo} === G) return ${value}; ${fuel} const r = ${name}_(i, d); ${value} = r; ${memo} = G; return r; }`;
  return { source: `let ${memo} = 0, ${value};\n${memoised}\nfunction ${name}_(${params.join(', ')}) {\n${body}\n}`, memo };
}

function writeEntry(scope: PlanScope, blocks: Block[], name: string): string {
  const body = writeBody(scope, blocks, [0, 1], undefined);
  return `function ${name}(L0, L1) { const out = [];\n${body}\nreturn out;\n}`;
}

function writeBody(scope: PlanScope, blocks: Block[], params: readonly number[], tracer: Tracer | undefined): string {
  scope.constants.prepare(blocks);
  const writer = new FunctionWriter(scope, writeStatement, params[1], tracer);
  for (const block of blocks) writer.block(block, 'inner');
  const locals = [...writer.locals].filter((local) => !params.includes(local)).map((local) => scope.operands.local(local));
  return `${locals.length > 0 ? `let ${locals.join(', ')};\n` : ''}${writer.source}`;
}

/** Entries of the table through which rules with computed names are called; what has parameters is no rule. */
function dynamicTable(functions: PlanFunction[], names: Map<string, string>): string {
  const rows = functions
    .filter((fn) => fn.path?.length && fn.params.length === 2)
    .map((fn) => `[${JSON.stringify(JSON.stringify(fn.path))}, ${names.get(fn.name)}]`);
  return `const D = new Map([${rows.join(', ')}]);`;
}

function assemble(functions: WrittenFunction[], entries: string[], builtins: string[], table: string): string {
  const memos = functions.flatMap((fn) => (fn.memo ? [`${fn.memo} = 0;`] : []));
  const names = entries.map((_, index) => `e${index}`);
  return [
    '"use strict"; const F = R.tank; let G = 0, N = 0, X;',
    builtins.length > 0 ? `const [${builtins.join(', ')}] = builtins;` : '',
    ...functions.map((fn) => fn.source),
    ...entries,
    table,
    `function begin(trace) { X = trace; if (N > ${GENERATION_LIMIT}) { N = 0; ${memos.join(' ')} } G = ++N; }`,
    `return { begin, entries: [${names.join(', ')}] };`,
  ].join('\n');
}

/** Refuses a document that is not a plan at all, with a message instead of a TypeError from deep inside. */
export function assertPlanShape(plan: Plan): void {
  const isList = (value: unknown): boolean => Array.isArray(value);
  if (typeof plan !== 'object' || plan === null || typeof plan.static !== 'object' || !isList(plan.plans?.plans)) {
    throw new PlanError('not a plan: static or plans are missing');
  }
  if (!isList(plan.funcs?.funcs ?? [])) throw new PlanError('not a plan: funcs is malformed');
}
