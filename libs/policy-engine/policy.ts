import { PolicyEvaluationError } from './errors.js';
import { type Explanation, Trace } from './explain.js';
import { tank } from './fuel.js';
import { type Program, type ProgramOptions, assertPlanShape, generateProgram } from './compiling/generator.js';
import { toJson } from './json/json-values.js';
import type { Plan } from './compiling/plan.js';
import { ReadLog, type Reads, type Seen } from './reads/read-log.js';
import { type ReadSet, readSetOf } from './reads/read-set.js';
import { type Coverage, coverageOf } from './row-coverage.js';
import type { Json, Value } from './values.js';

export interface EvaluateOptions {
  /** Upper bound of work, in units of about 10 ns. Defaults to what runs about 10 ms. */
  fuel?: number;
  /** Never read: policies have no clock, time comes in the input. */
  now?: string;
  /** Also report which rules produced a value and what stopped the others; several times the cost. */
  explain?: boolean;
  /** Also report which parts of input and data were read; as `explain` unless said otherwise, several times the cost. */
  reads?: boolean;
  /** Also report the source rows that were reached; programs for it are made when first asked for. */
  coverage?: boolean;
}

export interface Evaluation {
  /** The value of the entrypoint, undefined when it is undefined. Sets are sorted arrays; whole numbers beyond 2^53 are rounded. */
  result: Json | undefined;
  explanation?: Explanation;
  coverage?: Coverage;
  /** Beside the explanation, which carries them too, only when asked for. */
  reads?: Reads;
}

export interface CompiledPolicy {
  readonly entrypoints: readonly string[];
  /** What any evaluation may depend on; computed when first asked for. */
  readonly readSet: ReadSet;
  /** Every source row that an evaluation can report as reached. */
  readonly rows: Coverage;
  /** Throws PolicyEvaluationError when there is no answer; nothing else is thrown. The input is not changed or kept. */
  evaluate(entrypoint: string, input: Json | undefined, options?: EvaluateOptions): Evaluation;
}

/**
 * Stops a runaway policy after about 10 ms, and after 25 ms at most whatever it does (`npm run bench -- policy` shows each way tried).
 * A decision over a realistic policy takes about a fifteenth, nearly all of it for its patterns, which every evaluation pays anew.
 */
export const DEFAULT_FUEL = 1_000_000;

/**
 * Prepares a plan for evaluation. `data` is used in place: it must not change afterwards. Throws PlanError when the plan needs a
 * statement or a built-in that the engine does not have.
 */
export function compilePlan(plan: Plan, data: Json, options: { strictBuiltinErrors?: boolean } = {}): CompiledPolicy {
  const policy = compileToValues(plan, data, options);
  let readSet: ReadSet | undefined;
  return {
    entrypoints: policy.entrypoints,
    get readSet() {
      return (readSet ??= readSetOf(plan));
    },
    get rows() {
      return policy.rows();
    },
    evaluate(entrypoint, input, evaluateOptions) {
      const { values: result, reports } = policy.run(entrypoint, input, evaluateOptions, resultOf);
      return reports ? { result, ...reports } : { result };
    },
  };
}

function resultOf(found: Value[]): Json | undefined {
  const answer = found[0] as { result?: Value } | undefined;
  return answer?.result === undefined ? undefined : toJson(answer.result);
}

/** The engine with Rego values instead of JSON: what the compliance cases compare and what compilePlan is made of. */
export function compileToValues(plan: Plan, data: Value, options: { strictBuiltinErrors?: boolean } = {}) {
  assertPlanShape(plan);
  const strict = options.strictBuiltinErrors ?? false;
  const program = generateProgram(plan, { strict, explain: false, coverage: false, reads: false });
  const reporting = new Map<string, Program>();
  // Programs of their own, because code that has seen tracing or parts of documents is slower ever after.
  const reportingProgram = (wanted: Omit<ProgramOptions, 'strict'>): Program => {
    const key = JSON.stringify([wanted.explain, wanted.coverage, wanted.reads]);
    const known = reporting.get(key) ?? generateProgram(plan, { strict, ...wanted });
    reporting.set(key, known);
    return known;
  };
  return {
    entrypoints: [...program.entries.keys()],
    rows(): Coverage {
      const { rows } = reportingProgram({ explain: false, coverage: true, reads: false });
      return coverageOf(rows, new Set(rows.keys()));
    },
    /** Runs an entrypoint and hands its result set to `read` while the fuel still counts. */
    run<T>(
      entrypoint: string,
      input: Value | undefined,
      runOptions: EvaluateOptions | undefined,
      read: (results: Value[]) => T,
    ): { values: T; reports?: Omit<Evaluation, 'result'> } {
      const { explain = false, coverage = false, reads = explain, fuel = DEFAULT_FUEL } = runOptions ?? {};
      if (!explain && !coverage && !reads) return { values: runProgram(program, { entrypoint, input, data, fuel }, read) };
      const active = reportingProgram({ explain, coverage, reads });
      const trace = new Trace();
      const log = reads ? new ReadLog(input, data) : undefined;
      const values = runProgram(active, { entrypoint, input, data, ...log?.documents, fuel, trace }, read);
      const found = log?.reads;
      const reports = {
        ...(explain && { explanation: { ...trace.explanation(active.bodies), ...(found && { reads: found }) } }),
        ...(coverage && { coverage: coverageOf(active.rows, trace.reached) }),
        ...(found && runOptions?.reads && { reads: found }),
      };
      return { values, reports };
    },
  };
}

interface Run {
  entrypoint: string;
  input: Seen | undefined;
  data: Seen;
  fuel: number;
  trace?: Trace;
}

function runProgram<T>(program: Program, { entrypoint, input, data, fuel, trace }: Run, read: (results: Value[]) => T): T {
  const entry = program.entries.get(entrypoint);
  if (!entry) throw new PolicyEvaluationError('eval_unknown_entrypoint', `the policy has no entrypoint ${entrypoint}`);
  assertCleanPrototype();
  tank.left = fuel;
  tank.evaluation += 1;
  try {
    program.begin(trace);
    return read(entry(input, data));
  } catch (error) {
    throw asEvaluationError(error);
  } finally {
    tank.left = Number.POSITIVE_INFINITY;
  }
}

/** Properties put on Object.prototype would look like input fields to every policy, so nothing is decided then. */
function assertCleanPrototype(): void {
  for (const name in EMPTY) throw new PolicyEvaluationError('eval_prototype_polluted', `Object.prototype has a property ${name}`);
}
const EMPTY: Record<string, never> = {};

function asEvaluationError(error: unknown): PolicyEvaluationError {
  if (error instanceof PolicyEvaluationError) return error;
  if (error instanceof RangeError) {
    return new PolicyEvaluationError('eval_depth_exceeded', 'a document is nested too deeply or grew too large', undefined, {
      cause: error,
    });
  }
  return new PolicyEvaluationError('eval_internal_error', 'the evaluation failed', undefined, { cause: error });
}
