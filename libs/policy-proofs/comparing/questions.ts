import { claimModules } from '../claims/built-in-invariants.js';

/** What is asked about two policies. Each is an invariant: it holds when no input breaks it. */
export const QUESTIONS = {
  nothingLooser: 'No input is ruled less strictly than by the other policy.',
  nothingStricter: 'No input is ruled more strictly than by the other policy.',
  sameEffect: 'Every input has the same verdict, code, obligations, changes and time to wait as by the other policy.',
  sameWords: 'Every input is told the same rule and reason as by the other policy.',
} as const;
export type Question = keyof typeof QUESTIONS;

/** From the strictest to the loosest, as `no-permission-gained` has them. */
const REGO = `package writ_invariants.comparing

rank := {"DENY": 0, "DEFER": 1, "REQUIRE_APPROVAL": 2, "MODIFY": 3, "ALLOW": 4}

violation contains "the other policy is stricter" if {
	data.question == "nothingLooser"
	rank[input.ruling.verdict] > rank[input.baseline.verdict]
}

violation contains "the other policy is looser" if {
	data.question == "nothingStricter"
	rank[input.ruling.verdict] < rank[input.baseline.verdict]
}

violation contains "the other policy does something else" if {
	data.question == "sameEffect"
	differs
}

violation contains "the other policy says something else" if {
	data.question == "sameWords"
	speaks_otherwise
}

speaks_otherwise if input.ruling.rule != input.baseline.rule

speaks_otherwise if input.ruling.reason != input.baseline.reason

differs if input.ruling.verdict != input.baseline.verdict

differs if input.ruling.code != input.baseline.code

differs if input.ruling.obligations != input.baseline.obligations

differs if input.ruling.changes != input.baseline.changes

differs if input.ruling.retryAfter != input.baseline.retryAfter
`;

/** All questions in one program; which of them it answers is in its data. It is compiled with CLAIM_ENTRYPOINT. */
export function questionModules(): Record<string, string> {
  return claimModules(REGO) ?? {};
}
