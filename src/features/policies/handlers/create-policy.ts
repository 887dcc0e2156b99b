import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { CreatePolicy } from '../operations.js';
import { PolicyStreams } from '../releasing/policy-streams.js';

@Handler(CreatePolicy)
export class CreatePolicyHandler implements Handles<typeof CreatePolicy> {
  constructor(@Inject(PolicyStreams) private readonly policies: PolicyStreams) {}

  async execute({ input: { id, name }, caller: { context } }: Asked<typeof CreatePolicy>) {
    const done = await this.policies.handle(context, id, { type: 'CreatePolicy', policy: id, name });
    return isRefusal(done) ? done : { policy: { id, name }, ledger: lastReceipt(done.receipt) };
  }
}
