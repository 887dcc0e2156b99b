import { beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { Json } from '#libs/policy-engine';
import type { BuiltInName } from './claims/built-in-invariants.js';
import type { Subject } from './claims/claim.js';
import { proving, subjectOf } from './testing/proving.js';

/** A policy that keeps every built-in invariant; in each mutant one thing of it is changed. */
const GATE = `package writ

default decision := {"verdict": "DENY", "rule": "else", "reason": "no rule allows this"}

decision := {"verdict": "DENY", "rule": "barred", "reason": concat("; ", sort(bars))} if {
	count(bars) > 0
} else := {"verdict": "ALLOW", "rule": "reading", "reason": sprintf("%s only reads", [input.tool])} if {
	kind == "read"
} else := {"verdict": "REQUIRE_APPROVAL", "rule": "changing", "reason": "a person has to look"} if {
	kind in {"write", "egress", "exec"}
}

kind := data.tools[input.tool].kind

bars contains "unknown tool" if not kind

bars contains "only for admins" if {
	kind == "exec"
	not is_admin
}

bars contains "another environment" if {
	named := input.arguments.environment
	not named == input.agent.labels.environment
}

bars contains "labelled data" if {
	kind == "egress"
	some label in input.labels
	label in data.kept
}

bars contains "frozen" if {
	kind == "write"
	input.session.failed >= 3
}

is_admin if input.agent.labels.role == "admin"
`;
const DATA = {
  tools: {
    get: { kind: 'read' },
    list: { kind: 'read' },
    put: { kind: 'write' },
    mail: { kind: 'egress' },
    run: { kind: 'exec' },
  },
  kept: ['pii', 'secret'],
};
const INVARIANTS: readonly BuiltInName[] = [
  'writes-need-approval',
  'unknown-tools-denied',
  'exec-only-for-role',
  'environments-apart',
  'labelled-never-egress',
  'no-evaluation-error',
];

type Mutant = readonly [says: string, breaks: BuiltInName, from: string, to: string];
const MUTANTS: readonly Mutant[] = [
  ['writing counts as reading', 'writes-need-approval', 'kind == "read"', 'kind in {"read", "write"}'],
  ['everything that is not sent counts as reading', 'writes-need-approval', 'kind == "read"', 'kind != "egress"'],
  ['what is known is allowed', 'writes-need-approval', 'kind == "read"', 'kind'],
  ['approval becomes allowed', 'writes-need-approval', '"REQUIRE_APPROVAL"', '"ALLOW"'],
  ['one tool is let through by name', 'writes-need-approval', 'kind == "read"', 'input.tool in {"get", "put"}'],
  ['a prefix lets through', 'writes-need-approval', 'kind == "read"', 'startswith(input.tool, "p")'],
  ['one agent is let through', 'writes-need-approval', 'kind == "read"', 'kind == "write"\n\tinput.agent.id == "root"'],
  ['few decisions are let through', 'writes-need-approval', 'kind == "read"', 'input.session.decisions < 2'],
  ['a tag lets through', 'writes-need-approval', 'kind == "read"', '"trusted" in input.session.tags'],
  ['some tag lets through', 'writes-need-approval', 'kind == "read"', 'some tag in input.session.tags\n\ttag == "trusted"'],
  ['a small amount lets through, and null is small', 'writes-need-approval', 'kind == "read"', 'input.arguments.amount < 10'],
  ['two tags let through', 'writes-need-approval', 'kind == "read"', 'count(input.session.tags) >= 2'],
  ['an empty prompt lets through', 'writes-need-approval', 'kind == "read"', 'input.prompt == null'],
  [
    'unknown tools are not barred, and held',
    'unknown-tools-denied',
    'bars contains "unknown tool" if not kind',
    'decision := {"verdict": "REQUIRE_APPROVAL", "rule": "new", "reason": "new"} if not kind',
  ],
  [
    'unknown tools of one name are let through',
    'unknown-tools-denied',
    'bars contains "unknown tool" if not kind',
    'decision := {"verdict": "ALLOW", "rule": "new", "reason": "new"} if input.tool == "new"',
  ],
  [
    'a default that defers',
    'unknown-tools-denied',
    '"verdict": "DENY", "rule": "barred"',
    '"verdict": "DEFER", "rule": "barred"',
  ],
  [
    'barred is held',
    'unknown-tools-denied',
    '"verdict": "DENY", "rule": "barred"',
    '"verdict": "REQUIRE_APPROVAL", "rule": "barred"',
  ],
  ['more than one bar is needed', 'exec-only-for-role', 'count(bars) > 0', 'count(bars) > 1'],
  ['the role is not looked at', 'exec-only-for-role', 'not is_admin', 'false'],
  ['another role counts, too', 'exec-only-for-role', 'labels.role == "admin"', 'labels.role in {"admin", "operator"}'],
  ['every role but one counts', 'exec-only-for-role', 'labels.role == "admin"', 'labels.role != "viewer"'],
  [
    'a team counts as a role',
    'exec-only-for-role',
    'is_admin if',
    'is_admin if input.agent.labels.team == "core"\n\nis_admin if',
  ],
  ['the bar is for another kind', 'exec-only-for-role', 'kind == "exec"\n', 'kind == "shell"\n'],
  [
    'the environment is compared with itself',
    'environments-apart',
    'not named == input.agent.labels.environment',
    'not named == input.arguments.environment',
  ],
  [
    'one environment is open to all',
    'environments-apart',
    'not named == input.agent.labels.environment',
    'named != "staging"\n\tnot named == input.agent.labels.environment',
  ],
  [
    'a missing label is let through',
    'environments-apart',
    'not named == input.agent.labels.environment',
    'named != input.agent.labels.environment',
  ],
  ['a typo in the argument', 'environments-apart', 'input.arguments.environment', 'input.arguments.enviroment'],
  ['labels are only looked at for exec', 'labelled-never-egress', 'kind == "egress"\n', 'kind == "exec"\n'],
  [
    'all labels have to be kept ones',
    'labelled-never-egress',
    'some label in input.labels\n\tlabel in data.kept',
    'every label in input.labels { label in data.kept }',
  ],
  ['another label is kept', 'labelled-never-egress', 'label in data.kept', 'label == "secret"'],
  [
    'two definitions overlap',
    'no-evaluation-error',
    '\nkind :=',
    '\ndecision := {"verdict": "ALLOW", "rule": "often", "reason": "often"} if input.session.decisions > 9\n\nkind :=',
  ],
];

describe('a policy that keeps every invariant', () => {
  let gate: Subject;
  beforeAll(async () => {
    gate = await subjectOf(GATE, DATA as unknown as Json);
  });
  for (const invariant of INVARIANTS) {
    it(`is proved to keep ${invariant}`, async () => {
      const { answer, why } = await proving(gate, invariant);
      expectThat(why ?? '', answer).toBe('PROVED');
    });
  }
});

describe('of its mutants', () => {
  it('there are thirty at least', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(30);
  });
  for (const [says, breaks, from, to] of MUTANTS) {
    it(`"${says}" is refuted`, async () => {
      expect(GATE.includes(from)).toBe(true);
      const { answer, counterexample, solver } = await proving(
        await subjectOf(GATE.replace(from, to), DATA as unknown as Json),
        breaks,
      );
      expectThat(`${solver?.said}: ${solver?.approximated.join('; ')}`, [answer, counterexample?.isViolated]).toStrictEqual([
        'COUNTEREXAMPLE',
        true,
      ]);
    });
  }
});
