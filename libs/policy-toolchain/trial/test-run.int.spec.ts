import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { type PolicySource, checkPolicy, coverPolicy, lintPolicy, qualityScore, testPolicy } from '../index.js';

/** Two packages with a rule of one name, one of them with a variable in its head: the plan of OPA 0.70 passes over that one. */
const DEPOTS: PolicySource = {
  modules: {
    'policy.rego': `package writ

default decision := {"verdict": "ALLOW", "rule": "open", "reason": "nothing closes this depot"}

decision := {"verdict": "DENY", "rule": "closed", "reason": "the depot is closed"} if {
	depot := input.arguments.depot
	data[depot].closed.gate.today
}
`,
    'harbour.rego': 'package harbour\n\nclosed[door].night if door := "rear"\n\nclosed.gate.today := true\n',
    'airfield.rego': 'package airfield\n\nclosed.ramp.today := true\n',
  },
  tests: {
    'policy_test.rego': `package writ_test

test_closed_depots_are_denied if {
	data.writ.decision.verdict == "DENY" with input as {"arguments": {"depot": "harbour"}}
}

test_others_are_open if {
	data.writ.decision.verdict == "ALLOW" with input as {"arguments": {"depot": "airfield"}}
}
`,
  },
};

describe('a policy whose plan and evaluation are two things', () => {
  it('is told with both answers and the place, by every tool that judges it', async () => {
    const tested = await testPolicy(DEPOTS);
    expect([tested.ok, tested.passed, tested.failed]).toStrictEqual([false, 1, 1]);
    const [finding] = tested.findings;
    expect([finding?.code, finding?.file, finding?.row]).toStrictEqual(['POLICY_PLAN_DISAGREES', 'policy_test.rego', 3]);
    expect(finding?.message ?? '').toMatch(
      /the plan that decides says that it does not hold, and OPA 0\.70\.0 itself says that it holds/,
    );
    const [checked, covered] = [await checkPolicy(DEPOTS), await coverPolicy(DEPOTS)];
    expect([checked.ok, checked.findings[0]?.code]).toStrictEqual([false, 'POLICY_PLAN_DISAGREES']);
    expect([covered.ok, covered.findings[0]?.code]).toStrictEqual([false, 'POLICY_PLAN_DISAGREES']);
    expect((await qualityScore(DEPOTS)).score).toBe(0);
  });
});

const RULES = `package writ

decision := {"verdict": "ALLOW", "rule": "r", "reason": "r"} if small(input.n)

small(n) if n < 3
`;
const TESTS = `package writ_test

test_true if data.writ.small(1)

test_false := false

test_undefined if data.writ.small(7)

test_number := 5

test_set contains "x"

test_function(x) if x

todo_test_later if false

test_twice if true

test_twice if 1 == 2

deep.test_inside if true

test_without_input if not input

test_mocked if data.writ.decision.rule == "r" with input as {"n": 9} with data.writ.small as always

test_mocked_first if data.writ.decision.rule == "r" with data.writ.small as always with input as {"n": 9}

always(_) := true

test_conflict if conflict == 1

conflict := 1 if true

conflict := 2 if not input.x

test_prints if {
	print("seen")
	true
}
`;
const ODD = 'package writ["a/b %41"]\n\ntest_odd if true\n\ntest_odd_not if false\n';

describe('tests in the engine', () => {
  it('come out as in OPA, whatever they come to and wherever they stand', async () => {
    const source = { modules: { 'policy.rego': RULES }, tests: { 'policy_test.rego': TESTS, 'odd_test.rego': ODD } };
    const { tests, findings, ...counted } = await testPolicy(source);
    expect(Object.fromEntries(tests.map(({ name, outcome }) => [name, outcome]))).toStrictEqual({
      test_true: 'passed',
      test_false: 'failed',
      test_undefined: 'failed',
      test_number: 'failed',
      test_set: 'failed',
      test_function: 'error',
      todo_test_later: 'skipped',
      test_twice: 'passed',
      'test_twice#01': 'failed',
      'deep.test_inside': 'passed',
      test_without_input: 'passed',
      test_mocked: 'passed',
      test_mocked_first: 'passed',
      test_conflict: 'error',
      test_prints: 'passed',
      test_odd: 'passed',
      test_odd_not: 'failed',
    });
    expect(counted).toStrictEqual({ ok: false, passed: 8, failed: 8, skipped: 1 });
    expectThat('and plan and interpreter agree', new Set(findings.map(({ code }) => code))).toStrictEqual(
      new Set(['TEST_FAILED']),
    );
    expect(tests.find(({ name }) => name === 'test_prints')?.output).toBe('seen\n');
    expect(tests.find(({ name }) => name === 'test_conflict')?.message ?? '').toMatch(/multiple outputs|conflict/);
  });

  it('tell that a variable in place of a function is lost in the plan of OPA 0.70, and what is not', async () => {
    const rules = `package writ

late contains order if {
	some order in input.orders
	not listed(order)
}

listed(order) if order in known("orders")

known(kind) := data.known[kind]
`;
    const replaced = (by: string): string =>
      `{"b"} == data.writ.late with input as {"orders": ["a", "b"]} with data.writ.known as ${by}`;
    const tests = `package writ_test

test_literal if ${replaced('["a"]')}

test_rule if ${replaced('orders')}

orders := ["a"]

test_variable if {
	those := ["a"]
	${replaced('those')}
}
`;
    const { findings, passed } = await testPolicy({ modules: { 'policy.rego': rules }, tests: { 'policy_test.rego': tests } });
    expect(passed).toBe(2);
    expect(findings.map(({ code, row, fix }) => ({ code, row, fix }))).toStrictEqual([
      {
        code: 'POLICY_PLAN_DISAGREES',
        row: 9,
        fix: 'compile with a newer OPA (OPA_BIN), or let `with` replace the function by a rule, a function or a literal instead of a variable',
      },
    ]);
  });

  it('reach the row of a definition only when it gives a value', async () => {
    const oneRow = 'test_large_is_not_allowed if not data.writ.decision with input as {"n": 9}';
    const source = { modules: { 'policy.rego': RULES }, tests: { 'policy_test.rego': `package writ_test\n\n${oneRow}\n` } };
    expect((await coverPolicy(source)).files).toStrictEqual({ 'policy.rego': { covered: [], notCovered: [3, 5] } });
    const untested = (await lintPolicy(source)).findings.filter(({ code }) => code === 'rule-without-test');
    expect(untested.map(({ row }) => row)).toStrictEqual([3, 5]);
  });
});
