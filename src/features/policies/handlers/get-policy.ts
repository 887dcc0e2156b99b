import { Inject } from '@nestjs/common';
import { refuse } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { GetPolicy } from '../operations.js';
import { PoliciesQuery } from '../reading/policies.query.js';
import type { PolicyRefusalCode } from '../refusals.js';

@Handler(GetPolicy)
export class GetPolicyHandler implements Handles<typeof GetPolicy> {
  constructor(@Inject(PoliciesQuery) private readonly policies: PoliciesQuery) {}

  async execute({ input: { id }, caller: { principal } }: Asked<typeof GetPolicy>) {
    return (await this.policies.find(principal.tenant, id)) ?? refuse('POLICY_NOT_FOUND' satisfies PolicyRefusalCode);
  }
}
