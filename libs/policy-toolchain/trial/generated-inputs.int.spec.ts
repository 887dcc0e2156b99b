import { describe, expect, it } from '@jest/globals';
import { checkPolicy } from '../index.js';

/** OPA 0.70 loses the variable that stands in for a function, where its evaluation takes the variable's value. */
const REPLACED = `package writ

default decision := {"verdict": "ALLOW", "rule": "few", "reason": "these are few"}

decision := {"verdict": "DENY", "rule": "many", "reason": "these are too many"} if {
	told := input.arguments.told
	told > 6
	many with count as told
}

many if count([1]) > 6
`;

describe('generated inputs', () => {
  it('show a plan that answers otherwise than OPA where no test does, with input, both answers and the place', async () => {
    const { ok, findings } = await checkPolicy({ modules: { 'policy.rego': REPLACED }, tests: {} });
    expect(ok).toBe(false);
    expect(findings[0]?.code).toBe('POLICY_PLAN_DISAGREES');
    expect(findings[0]?.message ?? '').toMatch(
      /"told":7.*the plan that decides says that it fails.*OPA 0\.70\.0 itself says .*DENY/,
    );
  });
});
