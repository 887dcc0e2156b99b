import { Inject } from '@nestjs/common';
import { refuse } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ListPolicyRevisions } from '../operations.js';
import { PoliciesQuery } from '../reading/policies.query.js';
import type { PolicyRefusalCode } from '../refusals.js';

@Handler(ListPolicyRevisions)
export class ListPolicyRevisionsHandler implements Handles<typeof ListPolicyRevisions> {
  constructor(@Inject(PoliciesQuery) private readonly policies: PoliciesQuery) {}

  async execute({ input: { policy, ...page }, caller: { principal } }: Asked<typeof ListPolicyRevisions>) {
    const revisions = await this.policies.listRevisions(principal.tenant, policy, page);
    // A policy may have none yet; one that is not there must not look like it.
    if (revisions.items.length > 0 || (await this.policies.find(principal.tenant, policy))) return revisions;
    return refuse('POLICY_NOT_FOUND' satisfies PolicyRefusalCode);
  }
}
