import { Inject } from '@nestjs/common';
import { refuse } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { GetPolicyRevision } from '../operations.js';
import { PoliciesQuery } from '../reading/policies.query.js';
import type { PolicyRefusalCode } from '../refusals.js';

@Handler(GetPolicyRevision)
export class GetPolicyRevisionHandler implements Handles<typeof GetPolicyRevision> {
  constructor(@Inject(PoliciesQuery) private readonly policies: PoliciesQuery) {}

  async execute({ input: { policy, revision }, caller: { principal } }: Asked<typeof GetPolicyRevision>) {
    const found = await this.policies.revision(principal.tenant, policy, revision);
    return found ?? refuse('POLICY_REVISION_NOT_FOUND' satisfies PolicyRefusalCode);
  }
}
