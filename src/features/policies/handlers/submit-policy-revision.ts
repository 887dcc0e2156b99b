import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { SubmitPolicyRevision } from '../operations.js';
import { PolicyStreams } from '../releasing/policy-streams.js';

@Handler(SubmitPolicyRevision)
export class SubmitPolicyRevisionHandler implements Handles<typeof SubmitPolicyRevision> {
  constructor(@Inject(PolicyStreams) private readonly policies: PolicyStreams) {}

  async execute({ input: { policy, revision, comment }, caller: { context } }: Asked<typeof SubmitPolicyRevision>) {
    const command = { type: 'SubmitPolicyRevision', revision, by: context.actor.id, comment: comment ?? null } as const;
    const done = await this.policies.handle(context, policy, command);
    return isRefusal(done) ? done : { policy, revision, ledger: lastReceipt(done.receipt) };
  }
}
