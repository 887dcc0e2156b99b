/** Passes every check there is. */
export const POLICY = `# METADATA
# title: Reading
# description: Whoever reads may go on
package writ

default decision := {"verdict": "DENY", "rule": "unknown", "reason": "no rule knows this tool"}

decision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool in data.read
`;
/** Those of it, which reach every line. */
export const TESTS = `package writ_test

import data.writ

test_reading_is_allowed if writ.decision.rule == "read" with input as {"tool": "get"} with data.read as ["get"]

test_else_denied if writ.decision.rule == "unknown" with input as {"tool": "put"} with data.read as ["get"]
`;

/** As requests have it. */
export const text = (policy = POLICY, tests = TESTS) => ({
  modules: { 'policy.rego': policy, 'policy_test.rego': tests },
  data: { read: ['get'] },
});
