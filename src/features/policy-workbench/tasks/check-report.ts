import { pathText } from '#libs/policy-engine';
import {
  buildPolicy,
  compilePolicy,
  coverPolicy,
  formatPolicy,
  hashPolicy,
  lintPolicy,
  scoreOf,
  testPolicy,
  type BuildResult,
  type CheckOptions,
  type CoverageReport,
  type Finding,
  type FormatReport,
  type PolicySource,
  type TestReport,
} from '#libs/policy-toolchain';
import { judged } from '#libs/policy-tasks';
import type { Part } from '../commands.js';
import { findingView } from '../finding-view.js';
import type { PolicyCheckReport, PolicyPartReport } from '../answers.js';

/** Findings and tests of one part that are listed; all of them are counted. */
const LISTED = 200;

/** Looks at every part of a policy that is asked for. Whatever is wrong with the text is in the report. */
export async function reportOn(source: PolicySource, parts: readonly Part[], options: CheckOptions): Promise<PolicyCheckReport> {
  const asks = (...among: Part[]): boolean => among.some((part) => parts.includes(part));
  const made = asks('check', 'score') ? withFindings(await compilePolicy(source, options)) : null;
  const check = made && { ok: made.ok, findings: made.findings };
  // What compiled is not compiled again for another part.
  const known = made?.ok ? { ...options, compiled: made.compiled } : options;
  const format = asks('format', 'score') ? judged(await formatPolicy(source, known)) : null;
  const test = asks('test', 'score') ? judged(await testPolicy(source, known)) : null;
  const isCovered = asks('coverage') || (asks('score') && test?.ok === true);
  const coverage = isCovered ? judged(await coverPolicy(source, known)) : null;
  const built = asks('hash', 'readSet') ? withFindings(await buildPolicy(source, known)) : null;
  const report = {
    check: asks('check') && check ? partOf(check) : null,
    format: asks('format') && format ? formatPart(format) : null,
    test: asks('test') && test ? testPart(test) : null,
    coverage: asks('coverage') && coverage ? coveragePart(coverage) : null,
    lint: asks('lint') ? await lintPart(source, known) : null,
    score: asks('score') ? scorePart({ check, format, test, coverage }) : null,
    hash: asks('hash') && built ? await hashPart(source, built, known) : null,
    readSet: asks('readSet') && built ? readSetPart(built) : null,
  };
  const judgements = [report.check, report.format, report.test, report.coverage, report.lint, report.hash, report.readSet];
  return { ok: judgements.every((part) => part === null || part.ok), ...report };
}

function partOf({ ok, findings }: { readonly ok: boolean; readonly findings: readonly Finding[] }): PolicyPartReport {
  return { ok, findings: findings.slice(0, LISTED).map(findingView), findingCount: findings.length };
}

function formatPart(report: FormatReport): PolicyCheckReport['format'] {
  const files = report.unformatted.map((name) => [name, report.files[name] ?? ''] as const);
  return { ...partOf(report), files: Object.fromEntries(files) };
}

function testPart(report: TestReport): PolicyCheckReport['test'] {
  const { passed, failed, skipped } = report;
  const tests = report.tests
    .slice(0, LISTED)
    .map((test) => ({ ...test, message: test.message ?? null, output: test.output ?? null }));
  return { ...partOf(report), passed, failed, skipped, tests };
}

function coveragePart(report: CoverageReport): PolicyCheckReport['coverage'] {
  const { coverage, threshold } = report;
  const files = Object.entries(report.files).map(([file, { covered, notCovered }]) => ({
    file,
    covered: covered.length,
    notCovered,
  }));
  return { ...partOf(report), coverage, threshold, files };
}

async function lintPart(source: PolicySource, options: CheckOptions): Promise<PolicyCheckReport['lint']> {
  const report = judged(await lintPolicy(source, options));
  return { ...partOf(report), search: report.search };
}

interface Scored {
  readonly check: { readonly ok: boolean } | null;
  readonly format: FormatReport | null;
  readonly test: TestReport | null;
  readonly coverage: CoverageReport | null;
}

/** The number that qualityScore gives, from reports that are there already. */
function scorePart({ check, format, test, coverage }: Scored): PolicyCheckReport['score'] {
  const isValid = check?.ok === true;
  const isTested = isValid && test?.ok === true;
  const { score, ...points } = scoreOf({
    format: isValid && format?.ok === true,
    unformatted: [],
    tests: isTested,
    passed: 0,
    failed: 0,
    coverage: isTested ? (coverage?.coverage ?? 0) : 0,
  });
  return { score, format: points.format.points, tests: points.tests.points, coverage: points.coverage.points };
}

type Built = BuildResult & { readonly findings: readonly Finding[] };
type Made = { readonly ok: true } | { readonly ok: false; readonly findings: readonly Finding[] };

function withFindings<T extends Made>(result: T): T & { readonly findings: readonly Finding[] } {
  return judged(result.ok ? { ...result, findings: [] } : (result as Extract<T, { ok: false }>));
}

async function hashPart(source: PolicySource, built: Built, options: CheckOptions): Promise<PolicyCheckReport['hash']> {
  const hashed = await hashPolicy(source, options);
  const errors = hashed.ok ? [] : hashed.errors.map((error): Finding => ({ ...error, severity: 'error' }));
  const { findings } = judged({ findings: built.ok ? errors : built.findings });
  const plan = built.ok ? built.built : undefined;
  return {
    ...partOf({ ok: hashed.ok && built.ok, findings }),
    hash: hashed.ok ? hashed.hash : null,
    planDigest: plan?.planDigest ?? null,
    dataDigest: plan?.dataDigest ?? null,
    compiler: plan === undefined ? null : `opa ${plan.opaVersion}`,
  };
}

function readSetPart(built: Built): PolicyCheckReport['readSet'] {
  const { input, data } = built.ok ? built.built.readSet : { input: [], data: [] };
  return {
    ...partOf(built),
    input: input.map((path) => pathText('input', path)),
    data: data.map((path) => pathText('data', path)),
  };
}
