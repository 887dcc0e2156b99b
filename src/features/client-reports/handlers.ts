import { handling } from '#platform/operations/caller';
import { ListClients, ListReportedDecisions } from './operations.js';
import { FabricClientsQuery } from './reading/fabric-clients.query.js';
import { ReportedDecisionsQuery } from './reading/reported-decisions.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(ListClients, [FabricClientsQuery], ({ input, caller: { principal } }, clients) =>
    clients.list(principal.tenant, input),
  ),
  handling(ListReportedDecisions, [ReportedDecisionsQuery], ({ input, caller: { principal } }, decisions) =>
    decisions.list(principal.tenant, input),
  ),
];
