import { recordedDefinition } from '#libs/facts';
import { handling } from '#platform/operations/caller';
import { FactDesk } from './fact-desk.js';
import { DeclareFact, EndFact, ListFacts, ListFactValues } from './operations.js';
import { FactsQuery } from './reading/facts.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(ListFacts, [FactsQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(ListFactValues, [FactsQuery], ({ input, caller: { principal } }, query) =>
    query.values(principal.tenant, input.fact, input),
  ),
  handling(DeclareFact, [FactDesk], ({ input: { name, definition }, caller: { context } }, desk) => {
    const facts = { [name]: recordedDefinition(definition) };
    return desk.handle(context, { type: 'DeclareFacts', facts, policy: null }, name);
  }),
  handling(EndFact, [FactDesk], ({ input: { fact, reason }, caller: { context } }, desk) =>
    desk.handle(context, { type: 'EndFact', fact, reason }, fact),
  ),
];
