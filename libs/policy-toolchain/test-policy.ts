import { compilePlan } from '#libs/policy-engine';
import { type Refused, testRego } from '#libs/rego-compiler';
import { type ToolOptions, compiledOf, findingsOf } from './check-policy.js';
import type { Finding } from './finding.js';
import { type PolicySource, everythingOf } from './policy-source.js';
import type { RowSet } from './trial/rows.js';
import { type PolicyTest, type TestRun, runOnPlan } from './trial/test-run.js';

export interface TestReport {
  /** True when at least one test ran, none failed, and the plan that decides and OPA's own evaluation agree on each. */
  readonly ok: boolean;
  readonly findings: Finding[];
  readonly tests: PolicyTest[];
  readonly passed: number;
  /** Those included on which plan and evaluation do not agree. */
  readonly failed: number;
  /** Tests to do later (`todo_`), which neither pass nor fail. */
  readonly skipped: number;
}

type Tested = ({ ok: true } & TestRun) | Refused;

/**
 * Runs a policy's tests, or those whose full name matches `filter`: in the engine, on a plan by the compiler that decides, and in
 * OPA itself beside it. None that ran is the finding NO_TESTS.
 */
export async function testPolicy(source: PolicySource, options: ToolOptions & { filter?: string } = {}): Promise<TestReport> {
  const { filter } = options;
  const run = await tested(source, options);
  if (!run.ok) return { ok: false, findings: findingsOf(run), tests: [], passed: 0, failed: 0, skipped: 0 };
  const disputed = new Set(run.disagreements.map(({ file, row }) => `${file}:${row}`));
  const isDisputed = ({ file, row }: PolicyTest): boolean => disputed.has(`${file}:${row}`);
  const passed = run.tests.filter((test) => test.outcome === 'passed' && !isDisputed(test)).length;
  const skipped = run.tests.filter(({ outcome }) => outcome === 'skipped').length;
  const failed = run.tests.length - passed - skipped;
  const failures = run.tests
    .filter((test) => (test.outcome === 'failed' || test.outcome === 'error') && !isDisputed(test))
    .map(failure);
  const none = passed + failed === 0 ? [noTests(filter)] : [];
  const findings = [...none, ...run.disagreements, ...failures];
  return { ok: failed === 0 && none.length === 0, findings, tests: [...run.tests], passed, failed, skipped };
}

/** What the tests came to, unless that is known already. */
async function tested(source: PolicySource, options: ToolOptions & { filter?: string }): Promise<Tested> {
  const { filter, compiler = {}, compiled } = options;
  if (compiled?.trial && filter === undefined) return { ok: true, ...compiled.trial };
  const isChecked = compiled !== undefined;
  const run = await testRego(everythingOf(source), {
    ...compiler,
    everyRuleOf: Object.keys(source.modules),
    isChecked,
    ...(filter !== undefined && { filter }),
  });
  return run.ok ? runOnPlan(run, source.data ?? {}, compiler.timeLeft) : run;
}

function failure({ name, file, row, message }: PolicyTest): Finding {
  return { code: 'TEST_FAILED', severity: 'error', message: `${name}${message ? `: ${message}` : ' does not hold'}`, file, row };
}

function noTests(filter: string | undefined): Finding {
  const message = filter === undefined ? 'the policy has no tests' : `no test matches ${filter}`;
  return { code: 'NO_TESTS', severity: 'error', message, fix: 'write rules named test_... in a file *_test.rego' };
}

export const COVERAGE_THRESHOLD = 0.9;

export interface CoverageReport {
  /** True when the tests pass and reach the threshold. */
  readonly ok: boolean;
  readonly findings: Finding[];
  /** Share of the policy's rows that tests reach, 0 to 1; tests themselves do not count. 0 when it could not be measured. */
  readonly coverage: number;
  readonly threshold: number;
  readonly files: Record<string, { covered: number[]; notCovered: number[] }>;
}

/**
 * Which rows of the plan that decides, and of what else the tests lead to, the tests reach in the engine. A policy without such a row
 * has coverage 0; so has one whose tests do not pass, for then it has no meaning.
 */
export async function coverPolicy(
  source: PolicySource,
  options: ToolOptions & { threshold?: number } = {},
): Promise<CoverageReport> {
  const { threshold = COVERAGE_THRESHOLD } = options;
  const nothing = (findings: Finding[]): CoverageReport => ({ ok: false, findings, coverage: 0, threshold, files: {} });
  const run = await tested(source, options);
  if (!run.ok) return nothing(findingsOf(run));
  if (run.disagreements.length > 0) return nothing([...run.disagreements]);
  if (run.tests.some(({ outcome }) => !ENDED_WELL.has(outcome)))
    return nothing([{ code: 'TESTS_FAILED', severity: 'error', message: 'not every test passes' }]);
  const compiled = await compiledOf(source, options);
  if (!compiled.ok) return nothing(findingsOf(compiled));
  const all = run.rows.add(compilePlan(compiled.plan, {}).rows);
  const files = Object.fromEntries(
    Object.keys(source.modules).map((file) => [
      file,
      {
        covered: all.of(file).filter((row) => run.reached.has(file, row)),
        notCovered: all.of(file).filter((row) => !run.reached.has(file, row)),
      },
    ]),
  );
  return measured(files, threshold);
}

/** Rows of the heads of definitions that the tests make give a value; undefined when not every test passes. */
export async function firedInTests(source: PolicySource, options: ToolOptions): Promise<RowSet | undefined> {
  const run = await tested(source, options);
  const isGood = run.ok && run.disagreements.length === 0 && run.tests.every(({ outcome }) => ENDED_WELL.has(outcome));
  return isGood ? run.fired : undefined;
}

const ENDED_WELL: ReadonlySet<PolicyTest['outcome']> = new Set(['passed', 'skipped']);

function measured(files: CoverageReport['files'], threshold: number): CoverageReport {
  const rows = Object.values(files);
  const covered = rows.reduce((sum, file) => sum + file.covered.length, 0);
  const all = covered + rows.reduce((sum, file) => sum + file.notCovered.length, 0);
  const coverage = all === 0 ? 0 : covered / all;
  const ok = coverage >= threshold;
  return { ok, findings: ok ? [] : uncovered(files, coverage, threshold), coverage, threshold, files };
}

function uncovered(files: CoverageReport['files'], coverage: number, threshold: number): Finding[] {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const summary = `the tests reach ${percent(coverage)} of the policy, ${percent(threshold)} are wanted`;
  const missed = Object.entries(files).flatMap(([file, { notCovered }]) =>
    notCovered.map((row): Finding => ({ code: 'NOT_COVERED', severity: 'error', message: 'no test gets here', file, row })),
  );
  return [{ code: 'COVERAGE_LOW', severity: 'error', message: summary }, ...missed];
}
