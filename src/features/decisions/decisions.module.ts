import { Global, Module } from '@nestjs/common';
import { GuardRegistry } from '#libs/nest-decision-guards';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { DecisionMaker } from './contract.js';
import { DecisionBatch } from './desk/decision-batch.js';
import { DecisionDesk } from './desk/decision-desk.js';
import { DecisionMemory } from './desk/decision-memory.js';
import { DecisionsController } from './desk/decisions.controller.js';
import { decisionsProjection } from './reading/decisions.projection.js';
import { DecisionsQuery } from './reading/decisions.query.js';
import { DecisionsResolver } from './reading/decisions.resolver.js';
import { decisionRefusals } from './refusals.js';

registerRefusals(decisionRefusals);

@Global()
@Module({
  controllers: [DecisionsController],
  providers: [
    GuardRegistry,
    DecisionMemory,
    DecisionDesk,
    { provide: DecisionMaker, useExisting: DecisionDesk },
    DecisionBatch,
    DecisionsQuery,
    DecisionsResolver,
    provideProjection(decisionsProjection),
  ],
  exports: [GuardRegistry, DecisionMaker, DecisionsQuery],
})
export class DecisionsModule {}
