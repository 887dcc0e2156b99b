import { Inject } from '@nestjs/common';
import { PolicyTools } from '#features/policies/contract';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { CheckPolicy } from '../operations.js';
import { CHECK, sourceOf } from '../tools.js';

@Handler(CheckPolicy)
export class CheckPolicyHandler implements Handles<typeof CheckPolicy> {
  constructor(@Inject(PolicyTools) private readonly tools: PolicyTools) {}

  execute({ input: { parts, ...text }, caller: { principal } }: Asked<typeof CheckPolicy>) {
    return this.tools.run(principal.tenant, CHECK, { source: sourceOf(text), parts });
  }
}
