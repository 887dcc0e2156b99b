import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { RotatePolicyKey } from '../operations.js';
import { PolicyKeyRing } from '../policy-key-ring.js';

@Handler(RotatePolicyKey)
export class RotatePolicyKeyHandler implements Handles<typeof RotatePolicyKey> {
  constructor(@Inject(PolicyKeyRing) private readonly ring: PolicyKeyRing) {}

  async execute({ input: { keyId, name, publicKey }, caller: { context } }: Asked<typeof RotatePolicyKey>) {
    const done = await this.ring.rotate(context, keyId, publicKey, name);
    if (isRefusal(done)) return done;
    const { receipt, ...key } = done;
    return { ...key, ledger: lastReceipt(receipt) };
  }
}
