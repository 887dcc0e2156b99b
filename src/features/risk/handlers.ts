import { handling } from '#platform/operations/caller';
import { ListRisk } from './operations.js';
import { RiskQuery } from './reading/risk.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(ListRisk, [RiskQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
];
