import { refuse } from '#libs/event-sourcing';
import { handling } from '#platform/operations/caller';
import { GetDecision, ListDecisions } from './operations.js';
import { DecisionsQuery } from './reading/decisions.query.js';
import { type DecisionRefusalCode } from './refusals.js';

/** What carries out each operation. */
export const handlers = [
  handling(ListDecisions, [DecisionsQuery], ({ input, caller: { principal } }, decisions) =>
    decisions.list(principal.tenant, input),
  ),
  handling(
    GetDecision,
    [DecisionsQuery],
    async ({ input: { id }, caller: { principal } }, decisions) =>
      (await decisions.find(principal.tenant, id)) ?? refuse('DECISION_NOT_FOUND' satisfies DecisionRefusalCode),
  ),
];
