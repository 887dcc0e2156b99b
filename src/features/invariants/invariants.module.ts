import { Global, Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { PROOF_ANSWERS, RELATIONS, SOLVER_SAYS } from './answers.js';
import { INPUTS } from './commands.js';
import { PolicyProofs } from './contract.js';
import { DeclarationDesk } from './declaring/declaration-desk.js';
import { handlers } from './handlers.js';
import { InvariantDesk } from './invariant-desk.js';
import * as operations from './operations.js';
import { invariantsProjection } from './reading/invariants.projection.js';
import { InvariantsQuery } from './reading/invariants.query.js';
import { invariantRefusals } from './refusals.js';

registerRefusals(invariantRefusals);
const { controllers, providers } = transportsFor(operations, {
  ProofAnswer: { values: PROOF_ANSWERS, says: 'What is known of whether an invariant holds.' },
  SolverSays: SOLVER_SAYS,
  InvariantInputs: INPUTS,
  PolicyRelation: { values: RELATIONS, says: 'How a revision stands to another one in its verdicts.' },
});

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    DeclarationDesk,
    InvariantDesk,
    InvariantsQuery,
    { provide: PolicyProofs, useExisting: InvariantDesk },
    provideProjection(invariantsProjection),
  ],
  exports: [PolicyProofs],
})
export class InvariantsModule {}
