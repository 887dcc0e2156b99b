import assert from 'node:assert/strict';
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

  it('takes for read what the server reads of the data, and for unused what stands beside it', async () => {
    const { clean } = LINT_RULES.find(({ id }) => id === 'unused-data-key') ?? assert.fail('there is no such rule');
    const withServers = (more: object) => ({
      ...clean,
      data: { ...(clean.data as object), writ: { rateLimits: { pay: { limit: 1, windowSeconds: 60 } }, ...more } },
    });
    expectThat('rates alone', await codesOf(withServers({}))).not.toContain('unused-data-key');
    expectThat('something else', await codesOf(withServers({ ratelimits: {} }))).toContain('unused-data-key');
  });
});
