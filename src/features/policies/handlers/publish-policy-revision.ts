import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { PublishPolicyRevision } from '../operations.js';
import { PolicyRelease } from '../releasing/policy-release.js';

@Handler(PublishPolicyRevision)
export class PublishPolicyRevisionHandler implements Handles<typeof PublishPolicyRevision> {
  constructor(@Inject(PolicyRelease) private readonly release: PolicyRelease) {}

  async execute({ input: { policy, revision, ...request }, caller: { context } }: Asked<typeof PublishPolicyRevision>) {
    const receipt = await this.release.publish(context, policy, revision, request);
    return isRefusal(receipt) ? receipt : { policy, revision, ledger: lastReceipt(receipt) };
  }
}
