import { Global, Module } from '@nestjs/common';
import { GuardRegistry } from '#libs/nest-decision-guards';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { DecisionList, DecisionMaker, DecisionSimulator, ToolNames } from './contract.js';
import { DecisionBatch } from './desk/decision-batch.js';
import { DecisionDesk } from './desk/decision-desk.js';
import { DecisionMemory } from './desk/decision-memory.js';
import { DecisionsController } from './desk/decisions.controller.js';
import { CONFIDENCES, DECISION_CODES, OUTCOMES, RISKS, VERDICTS } from './events.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { CalledToolsQuery } from './reading/called-tools.query.js';
import { decisionsProjection } from './reading/decisions.projection.js';
import { DecisionsQuery } from './reading/decisions.query.js';
import { decisionRefusals } from './refusals.js';

import { DecisionSimulation } from './simulating/decision-simulation.js';

registerRefusals(decisionRefusals);
const { controllers, providers } = transportsFor(operations, {
  Verdict: VERDICTS,
  DecisionCode: DECISION_CODES,
  Risk: RISKS,
  OutcomeStatus: OUTCOMES,
  PromptConfidence: CONFIDENCES,
});

@Global()
@Module({
  controllers: [DecisionsController, ...controllers],
  providers: [
    ...providers,
    ...handlers,
    GuardRegistry,
    DecisionMemory,
    DecisionDesk,
    { provide: DecisionMaker, useExisting: DecisionDesk },
    DecisionBatch,
    DecisionsQuery,
    { provide: DecisionSimulator, useClass: DecisionSimulation },
    { provide: DecisionList, useExisting: DecisionsQuery },
    { provide: ToolNames, useClass: CalledToolsQuery },
    provideProjection(decisionsProjection),
  ],
  exports: [GuardRegistry, DecisionList, DecisionMaker, DecisionSimulator, ToolNames],
})
export class DecisionsModule {}
