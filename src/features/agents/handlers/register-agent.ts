import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import { madeId, MadeSecrets } from '#platform/auth/made-secrets';
import type { Asked, Handles } from '#platform/operations/caller';
import { AgentDirectory } from '../agent-directory.js';
import { makeKey } from '../agent-key.js';
import { RegisterAgent } from '../operations.js';

@Handler(RegisterAgent)
export class RegisterAgentHandler implements Handles<typeof RegisterAgent> {
  constructor(
    @Inject(AgentDirectory) private readonly agents: AgentDirectory,
    @Inject(MadeSecrets) private readonly secrets: MadeSecrets,
  ) {}

  async execute({ input, caller: { context } }: Asked<typeof RegisterAgent>) {
    const { id = madeId(context, 'agent'), name, labels } = input;
    const { key, keyId, secretHash } = makeKey(this.secrets, context, id);
    const done = await this.agents.handle(context, id, { type: 'RegisterAgent', agent: id, name, labels, keyId, secretHash });
    return isRefusal(done) ? done : { agent: { id, name, labels }, key, keyId, ledger: lastReceipt(done.receipt) };
  }
}
