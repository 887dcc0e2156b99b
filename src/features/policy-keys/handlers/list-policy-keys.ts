import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ListPolicyKeys } from '../operations.js';
import { PolicyKeysQuery } from '../policy-keys.query.js';

@Handler(ListPolicyKeys)
export class ListPolicyKeysHandler implements Handles<typeof ListPolicyKeys> {
  constructor(@Inject(PolicyKeysQuery) private readonly keys: PolicyKeysQuery) {}

  execute({ input, caller: { principal } }: Asked<typeof ListPolicyKeys>) {
    return this.keys.list(principal.tenant, input);
  }
}
