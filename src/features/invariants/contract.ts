import type { Refusal } from '#libs/event-sourcing';
import type { InvariantsReport, SemanticDiff } from './answers.js';
import type { CheckInvariantsRequest, SemanticDiffRequest } from './commands.js';
import type { DeclaredInvariant } from './decider.js';

export type { DeclaredInvariant } from './decider.js';
export { invariantEvents } from './events.js';
export { InvariantsReport, SemanticDiff } from './answers.js';
export type { CheckInvariantsRequest, SemanticDiffRequest } from './commands.js';

/** What is proved of policies. Each answer takes a process of the policy tools for some seconds; nothing is recorded. */
export abstract class PolicyProofs {
  /** What the tenant declares to hold of every policy, in the order in which it was declared. */
  abstract declared(tenant: string): Promise<readonly DeclaredInvariant[]>;
  /** Whether what is asked holds of a policy for every input; without `invariants`, what is declared. */
  abstract check(tenant: string, request: CheckInvariantsRequest): Promise<InvariantsReport | Refusal>;
  /** How a revision stands to another one; without `against` to what is published, else to the one before. */
  abstract semanticDiff(tenant: string, request: SemanticDiffRequest): Promise<SemanticDiff | Refusal>;
}
