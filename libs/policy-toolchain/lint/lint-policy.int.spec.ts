import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sourceOfExample } from './lint-example.js';
import { lintPolicy } from './lint-policy.js';
import { LINT_RULES } from './lint-rules.js';
import type { LintExample } from './lint-rule.js';

async function codesOf(example: LintExample): Promise<string[]> {
  const { findings } = await lintPolicy(sourceOfExample(example));
  for (const { code } of findings)
    assert.ok(
      LINT_RULES.some(({ id }) => id === code),
      JSON.stringify(findings),
    );
  return findings.map(({ code }) => code);
}

describe('lint', () => {
  for (const rule of LINT_RULES) {
    it(`${rule.id} is reported for its example and not for the corrected one`, async () => {
      assert.ok((await codesOf(rule.violating)).includes(rule.id), 'reported');
      assert.ok(!(await codesOf(rule.clean)).includes(rule.id), 'not reported');
    });
  }
});
