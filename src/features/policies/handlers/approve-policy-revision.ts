import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { ApprovePolicyRevision } from '../operations.js';
import { LedgerPolicyDesk } from '../policy-desk.js';

@Handler(ApprovePolicyRevision)
export class ApprovePolicyRevisionHandler implements Handles<typeof ApprovePolicyRevision> {
  constructor(@Inject(LedgerPolicyDesk) private readonly desk: LedgerPolicyDesk) {}

  async execute({ input: { policy, revision, comment }, caller: { context } }: Asked<typeof ApprovePolicyRevision>) {
    const receipt = await this.desk.approve(context, policy, revision, comment);
    return isRefusal(receipt) ? receipt : { policy, revision, ledger: lastReceipt(receipt) };
  }
}
