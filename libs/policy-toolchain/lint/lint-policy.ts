import { type CheckOptions, findingsOf } from '../check-policy.js';
import type { Refused } from '#libs/rego-compiler';
import { type Finding, inReadingOrder } from '../finding.js';
import { LINT_RULES } from './lint-rules.js';
import { type LintSubject, findingOf } from './lint-rule.js';
import { tooDeep } from '../policy-shape.js';
import { lintSubject } from './lint-subject.js';
import type { PolicySource } from '../policy-source.js';

export interface LintReport {
  /** True when there is nothing to report. */
  readonly ok: boolean;
  readonly findings: Finding[];
  /** Inputs the policy was asked about; `exhausted` when these were all combinations of the values it compares with. */
  readonly search: { readonly points: number; readonly exhausted: boolean };
}

/**
 * Looks for mistakes that compile. A comment `# lint-ignore: rule-id` on the row or the one above silences that rule there. A
 * policy that does not compile is reported with the compiler's errors alone.
 */
export async function lintPolicy(source: PolicySource, options: CheckOptions = {}): Promise<LintReport> {
  try {
    const made = await lintSubject(source, options);
    return made.ok ? reportOf(made.subject) : unlinted(made);
  } catch (error) {
    return unlinted(tooDeep(error));
  }
}

function unlinted(refused: Refused): LintReport {
  return { ok: false, findings: findingsOf(refused), search: { points: 0, exhausted: false } };
}

function reportOf(subject: LintSubject): LintReport {
  const found = LINT_RULES.flatMap((rule) => rule.check(subject).map((item) => findingOf(rule, item)));
  const findings = inReadingOrder(found.filter((finding) => !isIgnored(subject, finding)));
  const { points, exhausted } = subject.search;
  return { ok: findings.length === 0, findings, search: { points, exhausted } };
}

function isIgnored({ modules }: LintSubject, { file, row, code }: Finding): boolean {
  const comments = modules.find((module) => module.file === file)?.comments;
  if (!comments || row === undefined) return false;
  return [row, row - 1].some((at) => {
    const ids = /^lint-ignore:\s*(.+)$/.exec(comments.get(at) ?? '')?.[1];
    return ids?.split(/[\s,]+/).includes(code) ?? false;
  });
}
