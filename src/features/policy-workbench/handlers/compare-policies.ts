import { Inject } from '@nestjs/common';
import { PolicyTools } from '#features/policies/contract';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ComparePolicies } from '../operations.js';
import { DIFF, sourceOf } from '../tools.js';

@Handler(ComparePolicies)
export class ComparePoliciesHandler implements Handles<typeof ComparePolicies> {
  constructor(@Inject(PolicyTools) private readonly tools: PolicyTools) {}

  execute({ input: { before, after }, caller: { principal } }: Asked<typeof ComparePolicies>) {
    return this.tools.run(principal.tenant, DIFF, { before: sourceOf(before), after: sourceOf(after) });
  }
}
