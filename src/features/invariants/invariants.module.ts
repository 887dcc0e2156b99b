import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { PROOF_ANSWERS, SOLVER_SAYS } from './answers.js';
import { INPUTS } from './commands.js';
import { handlers } from './handlers.js';
import { InvariantDesk } from './invariant-desk.js';
import * as operations from './operations.js';
import { invariantRefusals } from './refusals.js';

registerRefusals(invariantRefusals);
const { controllers, providers } = transportsFor(operations, {
  ProofAnswer: { values: PROOF_ANSWERS, says: 'What is known of whether an invariant holds.' },
  SolverSays: SOLVER_SAYS,
  InvariantInputs: INPUTS,
});

@Module({ controllers, providers: [...providers, ...handlers, InvariantDesk] })
export class InvariantsModule {}
