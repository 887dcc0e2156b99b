import { Inject } from '@nestjs/common';
import { PolicyTools } from '#features/policies/contract';
import { isRefusal, type Refusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import type { InputOf } from '#libs/operations';
import { splitTests } from '#libs/policy-toolchain';
import type { Asked, Handles } from '#platform/operations/caller';
import { EvaluatePolicy } from '../operations.js';
import { StoredPolicies } from '../stored-policies.js';
import type { Evaluation } from '../tasks/evaluate-policy.task.js';
import { EVALUATE } from '../tools.js';

@Handler(EvaluatePolicy)
export class EvaluatePolicyHandler implements Handles<typeof EvaluatePolicy> {
  constructor(
    @Inject(PolicyTools) private readonly tools: PolicyTools,
    @Inject(StoredPolicies) private readonly stored: StoredPolicies,
  ) {}

  async execute({ input, caller: { principal } }: Asked<typeof EvaluatePolicy>) {
    const policy = await this.evaluable(principal.tenant, input);
    return isRefusal(policy) ? policy : this.tools.run(principal.tenant, EVALUATE, { policy, input: input.input });
  }

  /** A stored revision is asked as it decides: by its stored plan, without the compiler. */
  private async evaluable(
    tenant: string,
    { modules, data, entrypoint, policy, revision }: InputOf<typeof EvaluatePolicy>,
  ): Promise<Evaluation['policy'] | Refusal> {
    if (policy !== undefined && revision !== undefined) return this.stored.plan(tenant, policy, revision);
    const { tests: _, ...deployed } = splitTests(modules ?? {});
    return { ...deployed, tests: {}, data: data ?? {}, ...(entrypoint !== undefined && { entrypoint }) };
  }
}
