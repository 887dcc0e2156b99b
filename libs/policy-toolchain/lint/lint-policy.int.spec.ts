import { describe, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { sourceOfExample } from './lint-example.js';
import { lintPolicy } from './lint-policy.js';
import { LINT_RULES } from './lint-rules.js';
import type { LintExample } from './lint-rule.js';

async function codesOf(example: LintExample): Promise<string[]> {
  const { findings } = await lintPolicy(sourceOfExample(example));
  for (const { code } of findings)
    expectThat(
      JSON.stringify(findings),
      LINT_RULES.some(({ id }) => id === code),
    ).toBe(true);
  return findings.map(({ code }) => code);
}

describe('lint', () => {
  for (const rule of LINT_RULES) {
    it(`${rule.id} is reported for its example and not for the corrected one`, async () => {
      expectThat('reported', await codesOf(rule.violating)).toContain(rule.id);
      expectThat('not reported', await codesOf(rule.clean)).not.toContain(rule.id);
    });
  }
});
