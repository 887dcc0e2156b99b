import { Inject } from '@nestjs/common';
import { PolicyTools } from '#features/policies/contract';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { DiffPolicyRevisions } from '../operations.js';
import { StoredPolicies } from '../stored-policies.js';
import { DIFF } from '../tools.js';

@Handler(DiffPolicyRevisions)
export class DiffPolicyRevisionsHandler implements Handles<typeof DiffPolicyRevisions> {
  constructor(
    @Inject(PolicyTools) private readonly tools: PolicyTools,
    @Inject(StoredPolicies) private readonly stored: StoredPolicies,
  ) {}

  /** What `revision` says otherwise than `against`. */
  async execute({ input, caller }: Asked<typeof DiffPolicyRevisions>) {
    const { tenant } = caller.principal;
    const source = (revision: number) => this.stored.source(tenant, input.policy, revision);
    const [before, after] = await Promise.all([source(input.against), source(input.revision)]);
    if (isRefusal(before)) return before;
    return isRefusal(after) ? after : this.tools.run(tenant, DIFF, { before, after });
  }
}
