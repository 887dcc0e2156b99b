import { Global, Module } from '@nestjs/common';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideProjection } from '#libs/nest-event-sourcing';
import { AgentKeys } from '#platform/auth/authentication';
import { registerRefusals } from '#platform/http/problem-details';
import { AgentAdministration } from './agent-administration.js';
import { AgentDirectory } from './agent-directory.js';
import { AgentsController } from './agents.controller.js';
import { AgentsResolver } from './agents.resolver.js';
import { agentsProjection } from './agents.projection.js';
import { AgentsQuery } from './agents.query.js';
import { AgentRegistry, AgentStanding } from './contract.js';
import { agentStandingGuard } from './guards/agent-standing.guard.js';
import { agentRefusals } from './refusals.js';

registerRefusals(agentRefusals);

@Global()
@Module({
  controllers: [AgentsController],
  providers: [
    AgentDirectory,
    { provide: AgentKeys, useExisting: AgentDirectory },
    { provide: AgentStanding, useExisting: AgentDirectory },
    { provide: AgentRegistry, useExisting: AgentDirectory },
    AgentsQuery,
    AgentAdministration,
    AgentsResolver,
    provideGuard(agentStandingGuard, [AgentDirectory]),
    provideProjection(agentsProjection),
  ],
  exports: [AgentRegistry, AgentKeys, AgentStanding, AgentsQuery],
})
export class AgentsModule {}
