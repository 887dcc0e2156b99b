import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { RegisterPolicyKey } from '../operations.js';
import { PolicyKeyRing } from '../policy-key-ring.js';

@Handler(RegisterPolicyKey)
export class RegisterPolicyKeyHandler implements Handles<typeof RegisterPolicyKey> {
  constructor(@Inject(PolicyKeyRing) private readonly ring: PolicyKeyRing) {}

  async execute({ input: { name, publicKey }, caller: { context } }: Asked<typeof RegisterPolicyKey>) {
    const done = await this.ring.register(context, name, publicKey);
    if (isRefusal(done)) return done;
    const { receipt, ...key } = done;
    return { ...key, ledger: lastReceipt(receipt) };
  }
}
