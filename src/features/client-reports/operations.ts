import { operators, query } from '#libs/operations';
import { ClientFilter, ClientPage, ReportedDecisionFilter, ReportedDecisionPage } from './answers.js';

const tag = 'fabric';

export const ListClients = query({
  name: 'fabricClients',
  id: 'opaReports.list',
  tag,
  says: 'Clients that decide by themselves, and what they decide by',
  access: operators('viewer'),
  rest: 'GET /v1/opa/clients',
  query: ClientFilter,
  answer: ClientPage,
  readsFrom: 'fabric-clients',
  graphql: { connection: 'FabricClient', says: 'Clients that decide by themselves; those that changed last come first.' },
});

export const ListReportedDecisions = query({
  name: 'reportedDecisions',
  id: 'reportedDecisions.list',
  tag,
  says: 'Decisions that clients made by themselves, those recorded last first',
  access: operators('viewer'),
  rest: 'GET /v1/reported-decisions',
  query: ReportedDecisionFilter,
  answer: ReportedDecisionPage,
  readsFrom: 'reported-decisions',
  graphql: {
    connection: 'ReportedDecision',
    filter: 'ReportedDecisionFilter',
    says: 'Decisions that clients made by themselves; those recorded last come first.',
  },
});
