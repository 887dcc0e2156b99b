import type { CommandContext, Refusal, StreamState } from '#libs/event-sourcing';
import type { GovernanceState } from './decider.js';

export { policyGovernanceEvents, type PolicyGovernanceEvent } from './events.js';
export type { GovernanceState } from './decider.js';

export const GOVERNANCE_STREAM = 'policy-governance/tenant';

/** What a tenant asks of its policies, as the ledger has it now. */
export abstract class PolicyGovernance {
  abstract of(tenant: string): Promise<StreamState<GovernanceState>>;
  abstract relax(context: CommandContext, reason: string): Promise<Refusal | undefined>;
}
