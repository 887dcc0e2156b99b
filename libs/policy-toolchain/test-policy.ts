import { type RegoTest, coverRego, testRego } from '#libs/rego-compiler';
import { type ToolOptions, findingsOf } from './check-policy.js';
import type { Finding } from './finding.js';
import { type PolicySource, everythingOf } from './policy-source.js';

export interface TestReport {
  /** True when at least one test ran and none failed. Skipped tests (`todo_`) neither pass nor fail. */
  readonly ok: boolean;
  readonly findings: Finding[];
  readonly tests: RegoTest[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs a policy's tests, or those whose full name matches `filter`. None that ran is the finding NO_TESTS. */
export async function testPolicy(source: PolicySource, options: ToolOptions & { filter?: string } = {}): Promise<TestReport> {
  const { filter, compiler = {}, compiled } = options;
  const isChecked = compiled !== undefined;
  const run = await testRego(everythingOf(source), { ...compiler, isChecked, ...(filter !== undefined && { filter }) });
  if (!run.ok) return { ok: false, findings: findingsOf(run), tests: [], passed: 0, failed: 0, skipped: 0 };
  const count = (...outcomes: RegoTest['outcome'][]): number =>
    run.tests.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const [passed, failed, skipped] = [count('passed'), count('failed', 'error'), count('skipped')];
  const failures = run.tests.filter(({ outcome }) => outcome === 'failed' || outcome === 'error').map(failure);
  const none = passed + failed === 0 ? [noTests(filter)] : [];
  return { ok: failed === 0 && none.length === 0, findings: [...none, ...failures], tests: run.tests, passed, failed, skipped };
}

function failure({ name, file, row, message }: RegoTest): Finding {
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

/** Which rows of a policy its tests reach. A policy without a coverable row has coverage 0. */
export async function coverPolicy(
  source: PolicySource,
  options: ToolOptions & { threshold?: number } = {},
): Promise<CoverageReport> {
  const { threshold = COVERAGE_THRESHOLD, compiler = {} } = options;
  const run = await coverRego(everythingOf(source), compiler);
  if (!run.ok) return { ok: false, findings: findingsOf(run), coverage: 0, threshold, files: {} };
  const files = Object.fromEntries(Object.entries(run.files).filter(([name]) => Object.hasOwn(source.modules, name)));
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
