import { Inject } from '@nestjs/common';
import { refuse } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { GetDecision } from '../operations.js';
import { DecisionsQuery } from '../reading/decisions.query.js';
import type { DecisionRefusalCode } from '../refusals.js';

@Handler(GetDecision)
export class GetDecisionHandler implements Handles<typeof GetDecision> {
  constructor(@Inject(DecisionsQuery) private readonly decisions: DecisionsQuery) {}

  async execute({ input: { id }, caller: { principal } }: Asked<typeof GetDecision>) {
    return (await this.decisions.find(principal.tenant, id)) ?? refuse('DECISION_NOT_FOUND' satisfies DecisionRefusalCode);
  }
}
