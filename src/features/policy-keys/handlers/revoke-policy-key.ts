import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { RevokePolicyKey } from '../operations.js';
import { PolicyKeyRing } from '../policy-key-ring.js';

@Handler(RevokePolicyKey)
export class RevokePolicyKeyHandler implements Handles<typeof RevokePolicyKey> {
  constructor(@Inject(PolicyKeyRing) private readonly ring: PolicyKeyRing) {}

  async execute({ input: { keyId, reason }, caller: { context } }: Asked<typeof RevokePolicyKey>) {
    const receipt = await this.ring.revoke(context, keyId, reason);
    return isRefusal(receipt) ? receipt : { keyId, ledger: lastReceipt(receipt) };
  }
}
