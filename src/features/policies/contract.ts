import type { ActivePolicy } from '#features/controls/contract';
import type { AppendReceipt, CommandContext, Json, Refusal } from '#libs/event-sourcing';
import type { AddPolicyRevisionRequest } from './commands.js';
import type { z } from 'zod';

export { policyEvents, type PolicyEvent } from './events.js';

/** A compiled policy ready to evaluate. */
export interface UsablePolicy {
  /** The value of the policy's entrypoint; undefined when it is undefined. Throws when the evaluation fails. */
  evaluate(input: Json): Json | undefined;
  /** The same evaluation, told rule by rule. Never throws: a failing policy explains its failure. */
  explain(input: Json): Json;
}

/** Compiled policies by content. */
export abstract class PolicyPlans {
  /** Rejects with PolicyUnusableError when the stored plan is missing or is not what its digest says. */
  abstract load(tenant: string, policy: ActivePolicy): Promise<UsablePolicy>;
  /** Why a policy answered as it did; null when its plan is no longer usable. */
  abstract explain(tenant: string, policy: ActivePolicy, input: Json): Promise<Json>;
}

export class PolicyUnusableError extends Error {
  override readonly name = 'PolicyUnusableError';
}

/** Writing policies, for the demo seed and other features. */
export abstract class PolicyDesk {
  abstract create(context: CommandContext, policy: string, name: string): Promise<AppendReceipt | Refusal>;
  abstract addRevision(
    context: CommandContext,
    policy: string,
    draft: z.output<typeof AddPolicyRevisionRequest>,
  ): Promise<AddedRevision | Refusal>;
  abstract publish(context: CommandContext, policy: string, revision: number): Promise<AppendReceipt | Refusal>;
}

export interface AddedRevision {
  readonly revision: number;
  readonly digest: string;
  readonly receipt: AppendReceipt;
}
