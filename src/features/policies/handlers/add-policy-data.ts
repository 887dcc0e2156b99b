import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { AddPolicyData } from '../operations.js';
import { LedgerPolicyDesk } from '../policy-desk.js';

@Handler(AddPolicyData)
export class AddPolicyDataHandler implements Handles<typeof AddPolicyData> {
  constructor(@Inject(LedgerPolicyDesk) private readonly desk: LedgerPolicyDesk) {}

  async execute({ input: { policy, ...draft }, caller: { context } }: Asked<typeof AddPolicyData>) {
    const added = await this.desk.addData(context, policy, draft);
    if (isRefusal(added)) return added;
    const { revision, digest, quality, receipt } = added;
    return { policy, revision, digest, quality, ledger: lastReceipt(receipt) };
  }
}
