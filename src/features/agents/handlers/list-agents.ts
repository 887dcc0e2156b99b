import { Inject } from '@nestjs/common';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { AgentsQuery } from '../agents.query.js';
import { ListAgents } from '../operations.js';

@Handler(ListAgents)
export class ListAgentsHandler implements Handles<typeof ListAgents> {
  constructor(@Inject(AgentsQuery) private readonly agents: AgentsQuery) {}

  execute({ input, caller: { principal } }: Asked<typeof ListAgents>) {
    return this.agents.list(principal.tenant, input);
  }
}
