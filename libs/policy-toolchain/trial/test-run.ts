import {
  type CompiledPolicy,
  type Coverage,
  type Explanation,
  type Json,
  PolicyEvaluationError,
  compilePlan,
} from '#libs/policy-engine';
import type { Refused, RegoTest, TestedRego } from '#libs/rego-compiler';
import type { Finding } from '../finding.js';
import { isObject } from '../inputs/input-schema.js';
import { disagreement } from './disagreement.js';
import { RowSet } from './rows.js';

/** What one test came to on the plan. */
export interface PolicyTest {
  readonly package: string;
  readonly name: string;
  readonly file: string;
  readonly row: number;
  readonly outcome: RegoTest['outcome'];
  readonly message?: string;
  /** What the test printed. */
  readonly output?: string;
}

/** Tests as the engine ran them on a plan by the compiler that decides, and where OPA's own evaluation came to something else. */
export interface TestRun {
  readonly tests: readonly PolicyTest[];
  /** Rows that the tests reached, and all that they could have reached. That of a definition's head is reached when it gives a value. */
  readonly reached: RowSet;
  readonly rows: RowSet;
  /** Rows of the heads of definitions that gave a value. */
  readonly fired: RowSet;
  readonly disagreements: readonly Finding[];
}

/** Work of one test, in units of the engine: about a second, for a test may go through many cases. */
const TEST_FUEL = 100_000_000;

/** Runs every test on the plan; refused when the time is over before. */
export function runOnPlan(
  tested: TestedRego,
  data: Json,
  timeLeft = () => Number.POSITIVE_INFINITY,
): ({ ok: true } & TestRun) | Refused {
  const policy = tested.plan && compilePlan(tested.plan, data);
  const seen = new SeenRows();
  const tests: PolicyTest[] = [];
  const disagreements: Finding[] = [];
  for (const [n, test] of tested.tests.entries()) {
    const entrypoint = tested.entrypoints[n];
    if (timeLeft() <= 0)
      return { ok: false, errors: [{ code: 'COMPILE_TIME_LIMIT', message: 'the tests did not finish in time' }] };
    const { planError, ...ran }: Ran = policy && entrypoint !== undefined ? asked(policy, entrypoint, test, seen) : toldOf(test);
    tests.push(ran);
    const both = { plan: OUTCOMES[ran.outcome], interpreter: OUTCOMES[test.outcome], opaVersion: tested.opaVersion };
    const answers = { ...both, ...(planError !== undefined && { planError }) };
    if ((ran.outcome === 'passed') !== (test.outcome === 'passed'))
      disagreements.push(disagreement(`the test ${test.name}`, answers, { file: test.file, row: test.row }));
  }
  const rows = new RowSet().add(policy?.rows ?? {});
  return { ok: true, tests, reached: seen.reached(), fired: seen.fired, rows, disagreements };
}

const OUTCOMES = {
  passed: 'that it holds',
  failed: 'that it does not hold',
  error: 'that it fails',
  skipped: 'nothing',
} as const;

type Ran = PolicyTest & { readonly planError?: string };

function asked(policy: CompiledPolicy, entrypoint: string, test: RegoTest, seen: SeenRows): Ran {
  const { message: _, ...told } = toldOf(test);
  try {
    const options = { coverage: true, explain: true, reads: false, fuel: TEST_FUEL };
    const { result, coverage, explanation } = policy.evaluate(entrypoint, undefined, options);
    seen.add(coverage ?? {}, explanation);
    return { ...told, outcome: holds(result, test.hasCases) ? 'passed' : 'failed' };
  } catch (error) {
    if (!(error instanceof PolicyEvaluationError)) throw error;
    return { ...told, outcome: 'error', message: error.message, planError: error.code };
  }
}

/** What the tests of one run reached. */
class SeenRows {
  readonly #reached = new RowSet();
  readonly #heads = new RowSet();
  readonly fired = new RowSet();

  add(reached: Coverage, explanation: Explanation | undefined): void {
    this.#reached.add(reached);
    for (const { file, row } of explanation?.fired ?? []) this.fired.add({ [file]: [row] });
    for (const { file, row } of explanation?.failed ?? []) this.#heads.add({ [file]: [row] });
  }

  /** Without heads of definitions that were tried and never gave a value, though their conditions stand in the same row. */
  reached(): RowSet {
    return this.#reached.without((file, row) => this.#heads.has(file, row) && !this.fired.has(file, row));
  }
}

/** True, or, where one name stands for many cases, true in each of them. */
function holds(result: Json | undefined, hasCases: boolean): boolean {
  if (result === true) return true;
  if (!hasCases || !isObject(result)) return false;
  const cases = Object.values(result);
  return cases.length > 0 && cases.every((one) => holds(one, true));
}

function toldOf({ package: owner, name, file, row, outcome, message, output }: RegoTest): PolicyTest {
  return {
    package: owner,
    name,
    file,
    row,
    outcome,
    ...(message !== undefined && { message }),
    ...(output !== undefined && { output }),
  };
}
