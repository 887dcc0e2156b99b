import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { AgentDirectory } from '../agent-directory.js';
import { RevokeAgentKey } from '../operations.js';

@Handler(RevokeAgentKey)
export class RevokeAgentKeyHandler implements Handles<typeof RevokeAgentKey> {
  constructor(@Inject(AgentDirectory) private readonly agents: AgentDirectory) {}

  async execute({ input: { agent, keyId }, caller: { context } }: Asked<typeof RevokeAgentKey>) {
    const done = await this.agents.handle(context, agent, { type: 'RevokeAgentKey', keyId });
    return isRefusal(done) ? done : { ledger: lastReceipt(done.receipt) };
  }
}
