/** What an invariant goes by beside the policy; each names what it needs of it. */
export interface InvariantParameters {
  /** Class of each known tool. */
  readonly tools: Readonly<Record<string, 'read' | 'write' | 'egress' | 'exec'>>;
  readonly role: { readonly label: string; readonly value: string };
  readonly environment: { readonly label: string; readonly argument: string };
  /** Of data that may not leave. */
  readonly labels: readonly string[];
}

export interface BuiltInInvariant {
  readonly says: string;
  readonly needs: readonly (keyof InvariantParameters | 'baseline')[];
  readonly rego: string;
}

const PERMITTED = '{"ALLOW", "MODIFY", "REQUIRE_APPROVAL"}';

/** A module per invariant: `premise` says which inputs it is about, `violation` what may not be ruled there. */
export const BUILT_IN_INVARIANTS = {
  'writes-need-approval': {
    says: 'No tool that writes, sends or runs something is allowed without the approval of a person.',
    needs: ['tools'],
    rego: `package writ_invariants.writes_need_approval

premise if data.parameters.tools[input.input.tool] in {"write", "egress", "exec"}

violation contains "a tool that changes something is allowed without an approval" if {
	premise
	input.ruling.verdict in {"ALLOW", "MODIFY"}
}
`,
  },
  'unknown-tools-denied': {
    says: 'Every tool that is not known is denied.',
    needs: ['tools'],
    rego: `package writ_invariants.unknown_tools_denied

premise if not data.parameters.tools[input.input.tool]

violation contains "a tool that is not known is not denied" if {
	premise
	input.ruling.verdict != "DENY"
}
`,
  },
  'no-permission-gained': {
    says: 'Nothing is ruled less strictly than by the baseline.',
    needs: ['baseline'],
    rego: `package writ_invariants.no_permission_gained

rank := {"DENY": 0, "DEFER": 1, "REQUIRE_APPROVAL": 2, "MODIFY": 3, "ALLOW": 4}

premise if input.baseline.verdict != "ALLOW"

violation contains "the baseline is stricter" if {
	premise
	rank[input.ruling.verdict] > rank[input.baseline.verdict]
}
`,
  },
  'exec-only-for-role': {
    says: 'Tools that run what they are given are for agents with the label of one role alone.',
    needs: ['tools', 'role'],
    rego: `package writ_invariants.exec_only_for_role

premise if {
	data.parameters.tools[input.input.tool] == "exec"
	not has_role
}

has_role if input.input.agent.labels[data.parameters.role.label] == data.parameters.role.value

violation contains "an agent without the role may run something" if {
	premise
	input.ruling.verdict in ${PERMITTED}
}
`,
  },
  'environments-apart': {
    says: 'No agent of one environment acts in another one.',
    needs: ['environment'],
    rego: `package writ_invariants.environments_apart

premise if {
	named := input.input.arguments[data.parameters.environment.argument]
	not is_own(named)
}

is_own(named) if input.input.agent.labels[data.parameters.environment.label] == named

violation contains "an agent may act in another environment than its own" if {
	premise
	input.ruling.verdict in ${PERMITTED}
}
`,
  },
  'labelled-never-egress': {
    says: 'Nothing is sent away by a call whose data has one of the labels.',
    needs: ['tools', 'labels'],
    rego: `package writ_invariants.labelled_never_egress

premise if {
	data.parameters.tools[input.input.tool] == "egress"
	some label in data.parameters.labels
	label in input.input.labels
}

violation contains "labelled data may be sent away" if {
	premise
	input.ruling.verdict in ${PERMITTED}
}
`,
  },
  'no-evaluation-error': {
    says: 'The evaluation never ends with an error, as it does where two definitions of a rule disagree.',
    needs: [],
    rego: `package writ_invariants.no_evaluation_error

premise := true

violation contains "the evaluation ends with an error" if input.failed
`,
  },
  'always-answers': {
    says: 'Every call gets an answer of the policy: none ends with an error, without an answer, or with one that is no decision.',
    needs: [],
    rego: `package writ_invariants.always_answers

premise := true

violation contains "the policy has no answer" if input.ruling.code == "POLICY_ERROR"
`,
  },
} as const satisfies Readonly<Record<string, BuiltInInvariant>>;

export type BuiltInName = keyof typeof BUILT_IN_INVARIANTS;

const PACKAGE = /^[ \t]*package[ \t]+([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)[ \t]*(?:#.*)?$/m;

export const CLAIM_ENTRYPOINT = 'writ_invariant_entry/answer';

/** A rule of that name, however far it is indented: without one nothing would be violated, and everything proved. */
const VIOLATION = /^[ \t]*(?:default[ \t]+)?violation\b/m;

/** A definition, not a body that goes by it: one that was missed would have an invariant that is about no input proved. */
const PREMISE = /^premise\b|^[ \t]*(?:default[ \t]+)?premise[ \t]*(?:if\b|:?=)/m;

/** The modules that an invariant is asked by; undefined when its package cannot be told, or it never says what a violation is. */
export function claimModules(rego: string): Record<string, string> | undefined {
  const name = PACKAGE.exec(rego)?.[1];
  if (name === undefined || name === 'writ_invariant_entry' || !VIOLATION.test(rego)) return undefined;
  const entry = [
    'package writ_invariant_entry',
    'default violated := false',
    `violated if count(data.${name}.violation) > 0`,
    `default premise := ${hasPremise(rego) ? 'false' : 'true'}`,
    ...(hasPremise(rego) ? [`premise if data.${name}.premise`] : []),
    `answer := {"violated": violated, "premise": premise}`,
  ];
  return { 'invariant.rego': rego, 'invariant_entry.rego': `${entry.join('\n\n')}\n` };
}

export function hasPremise(rego: string): boolean {
  return PREMISE.test(rego);
}
