import { Global, Module } from '@nestjs/common';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideProjection } from '#libs/nest-event-sourcing';
import { AgentKeys } from '#platform/auth/authentication';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { AgentDirectory } from './agent-directory.js';
import { agentsProjection } from './agents.projection.js';
import { AgentsQuery } from './agents.query.js';
import { KEY_REVOCATION_CAUSES } from './answers.js';
import { AgentList, AgentStanding } from './contract.js';
import { agentStandingGuard } from './guards/agent-standing.guard.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { agentRefusals } from './refusals.js';

registerRefusals(agentRefusals);
const { controllers, providers } = transportsFor(operations, { KeyRevocationCause: KEY_REVOCATION_CAUSES });

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    AgentDirectory,
    { provide: AgentKeys, useExisting: AgentDirectory },
    { provide: AgentStanding, useExisting: AgentDirectory },
    AgentsQuery,
    { provide: AgentList, useExisting: AgentsQuery },
    provideGuard(agentStandingGuard, [AgentDirectory]),
    provideProjection(agentsProjection),
  ],
  exports: [AgentKeys, AgentList, AgentStanding],
})
export class AgentsModule {}
