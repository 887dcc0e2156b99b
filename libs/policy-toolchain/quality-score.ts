import { type CheckOptions, compilePolicy, formatPolicy } from './check-policy.js';
import type { PolicySource } from './policy-source.js';
import { COVERAGE_THRESHOLD, type TestReport, coverPolicy, testPolicy } from './test-policy.js';

/** 0 to 100: formatted 30, tests pass 30, coverage up to 40 reached at 90 % of the rows. */
export interface QualityScore {
  readonly score: number;
  readonly format: { readonly points: number; readonly unformatted: string[] };
  readonly tests: { readonly points: number; readonly passed: number; readonly failed: number };
  readonly coverage: { readonly points: number; readonly coverage: number };
}

const FORMAT_POINTS = 30;
const TEST_POINTS = 30;
const COVERAGE_POINTS = 40;

/** Scores a policy. One that does not pass checkPolicy has 0 in every part: it cannot be published anyway. */
export async function qualityScore(source: PolicySource, options: CheckOptions = {}): Promise<QualityScore> {
  const made = options.compiled ? { ok: true as const, compiled: options.compiled } : await compilePolicy(source, options);
  if (!made.ok) return scoreOf({ format: false, unformatted: [], tests: false, passed: 0, failed: 0, coverage: 0 });
  const known = { ...options, compiled: made.compiled };
  const format = await formatPolicy(source, known);
  const tests = await testPolicy(source, known);
  const { coverage } = tests.ok ? await coverPolicy(source, known) : { coverage: 0 };
  const { unformatted } = format;
  return scoreOf({ format: format.ok, unformatted, tests: tests.ok, passed: tests.passed, failed: failedIn(tests), coverage });
}

/** Tests that could not be run at all have failed, too. */
function failedIn({ findings, failed }: TestReport): number {
  const isBroken = findings.some(({ code }) => code !== 'NO_TESTS' && code !== 'TEST_FAILED');
  return isBroken ? Math.max(1, failed) : failed;
}

interface Parts {
  readonly format: boolean;
  readonly unformatted: string[];
  readonly tests: boolean;
  readonly passed: number;
  readonly failed: number;
  /** 0 to 1. */
  readonly coverage: number;
}

/** The rule alone. Coverage points have one decimal, so that a score can be recomputed from what is stored. */
export function scoreOf(parts: Parts): QualityScore {
  const format = parts.format ? FORMAT_POINTS : 0;
  const tests = parts.tests ? TEST_POINTS : 0;
  const coverage = Math.round(Math.min(1, parts.coverage / COVERAGE_THRESHOLD) * COVERAGE_POINTS * 10) / 10;
  return {
    score: Math.round((format + tests + coverage) * 10) / 10,
    format: { points: format, unformatted: parts.unformatted },
    tests: { points: tests, passed: parts.passed, failed: parts.failed },
    coverage: { points: coverage, coverage: parts.coverage },
  };
}
