import { Global, Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { DecisionMaker } from './contract.js';
import { DecisionBatch } from './decision-batch.js';
import { DecisionDesk } from './decision-desk.js';
import { DecidingPolicies } from './deciding-policies.js';
import { DecisionMemory } from './decision-memory.js';
import { DecisionsController } from './decisions.controller.js';
import { decisionsProjection } from './decisions.projection.js';
import { DecisionsResolver } from './decisions.resolver.js';
import { DecisionsQuery } from './decisions.query.js';
import { decisionRefusals } from './refusals.js';

registerRefusals(decisionRefusals);

@Global()
@Module({
  controllers: [DecisionsController],
  providers: [
    DecisionMemory,
    DecidingPolicies,
    DecisionDesk,
    { provide: DecisionMaker, useExisting: DecisionDesk },
    DecisionBatch,
    DecisionsQuery,
    DecisionsResolver,
    provideProjection(decisionsProjection),
  ],
  exports: [DecisionMaker, DecisionsQuery],
})
export class DecisionsModule {}
