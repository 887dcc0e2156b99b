import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { AddPolicyRevision } from '../operations.js';
import { LedgerPolicyDesk } from '../policy-desk.js';

@Handler(AddPolicyRevision)
export class AddPolicyRevisionHandler implements Handles<typeof AddPolicyRevision> {
  constructor(@Inject(LedgerPolicyDesk) private readonly desk: LedgerPolicyDesk) {}

  async execute({ input: { policy, ...draft }, caller: { context } }: Asked<typeof AddPolicyRevision>) {
    const added = await this.desk.addRevision(context, policy, draft);
    if (isRefusal(added)) return added;
    const { revision, digest, quality, receipt } = added;
    return { policy, revision, digest, quality, ledger: lastReceipt(receipt) };
  }
}
