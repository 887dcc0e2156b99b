import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { RollBackPolicy } from '../operations.js';
import { PolicyRelease } from '../releasing/policy-release.js';

@Handler(RollBackPolicy)
export class RollBackPolicyHandler implements Handles<typeof RollBackPolicy> {
  constructor(@Inject(PolicyRelease) private readonly release: PolicyRelease) {}

  /** Answers with the revision that is published again. */
  async execute({ input: { policy, ...request }, caller: { context } }: Asked<typeof RollBackPolicy>) {
    const done = await this.release.rollBack(context, policy, request);
    return isRefusal(done) ? done : { policy, revision: done.revision, ledger: lastReceipt(done.receipt) };
  }
}
