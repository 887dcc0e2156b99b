import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ListPolicies } from '../operations.js';
import { PoliciesQuery } from '../reading/policies.query.js';

@Handler(ListPolicies)
export class ListPoliciesHandler implements Handles<typeof ListPolicies> {
  constructor(@Inject(PoliciesQuery) private readonly policies: PoliciesQuery) {}

  execute({ input, caller: { principal } }: Asked<typeof ListPolicies>) {
    return this.policies.list(principal.tenant, input);
  }
}
