import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import { MadeSecrets } from '#platform/auth/made-secrets';
import type { Asked, Handles } from '#platform/operations/caller';
import { AgentDirectory } from '../agent-directory.js';
import { makeKey } from '../agent-key.js';
import { RotateAgentKey } from '../operations.js';

@Handler(RotateAgentKey)
export class RotateAgentKeyHandler implements Handles<typeof RotateAgentKey> {
  constructor(
    @Inject(AgentDirectory) private readonly agents: AgentDirectory,
    @Inject(MadeSecrets) private readonly secrets: MadeSecrets,
  ) {}

  async execute({ input: { agent }, caller: { context } }: Asked<typeof RotateAgentKey>) {
    const { key, keyId, secretHash } = makeKey(this.secrets, context, agent);
    const done = await this.agents.handle(context, agent, { type: 'RotateAgentKey', keyId, secretHash });
    return isRefusal(done) ? done : { key, keyId, ledger: lastReceipt(done.receipt) };
  }
}
