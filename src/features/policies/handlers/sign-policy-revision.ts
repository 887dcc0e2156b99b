import { Inject } from '@nestjs/common';
import { isRefusal, type Json } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { SignPolicyRevision } from '../operations.js';
import { LedgerPolicyDesk } from '../policy-desk.js';

@Handler(SignPolicyRevision)
export class SignPolicyRevisionHandler implements Handles<typeof SignPolicyRevision> {
  constructor(@Inject(LedgerPolicyDesk) private readonly desk: LedgerPolicyDesk) {}

  async execute({ input: { policy, revision, envelope }, caller: { context } }: Asked<typeof SignPolicyRevision>) {
    const signed = await this.desk.sign(context, policy, revision, envelope as Json);
    if (isRefusal(signed)) return signed;
    const { keyId, receipt } = signed;
    return { policy, revision, keyId, ledger: receipt ? lastReceipt(receipt) : null };
  }
}
