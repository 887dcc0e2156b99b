import { handling } from '#platform/operations/caller';
import { recordedFactors } from './commands.js';
import { DeclareRiskFactors, ListRisk, ListRiskFactors } from './operations.js';
import { RiskFactorsQuery } from './reading/risk-factors.query.js';
import { RiskQuery } from './reading/risk.query.js';
import { RiskDesk } from './risk-desk.js';

/** What carries out each operation. */
export const handlers = [
  handling(ListRisk, [RiskQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(ListRiskFactors, [RiskFactorsQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(DeclareRiskFactors, [RiskDesk], ({ input, caller: { context } }, desk) =>
    desk.declare(context, { type: 'DeclareRiskFactors', factors: recordedFactors(input) }),
  ),
];
