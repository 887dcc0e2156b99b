import { command, operators, query } from '#libs/operations';
import { RiskFactorFilter, RiskFactorsChanged, RiskFactorsPage, RiskFilter, RiskPage } from './answers.js';
import { DeclareRiskFactorsRequest } from './commands.js';

export const ListRisk = query({
  name: 'risk',
  id: 'risk.list',
  tag: 'risk',
  says: 'How risky what was asked for was, by agent, tool and hour or day, newest first',
  access: operators('viewer'),
  rest: 'GET /v1/risk',
  query: RiskFilter,
  answer: RiskPage,
  readsFrom: 'risk',
  graphql: { connection: 'RiskLine', filter: 'RiskFilter', says: 'Newest first, then by agent and tool.' },
});

export const ListRiskFactors = query({
  name: 'riskFactors',
  id: 'risk.factors',
  tag: 'risk',
  says: 'List what adds and did add to the score of calls: the list that is in force comes first',
  access: operators('viewer'),
  rest: 'GET /v1/risk/factors',
  query: RiskFactorFilter,
  answer: RiskFactorsPage,
  readsFrom: 'risk-factors',
  graphql: { connection: 'RiskFactors', filter: 'RiskFactorFilter', says: 'The list that is in force comes first.' },
});

export const DeclareRiskFactors = command({
  name: 'declareRiskFactors',
  id: 'risk.declare',
  tag: 'risk',
  says: 'Say what adds to the score of calls from the next decision on; an empty list scores nothing',
  access: operators('admin', 'policy_admin'),
  rest: 'POST /v1/risk/factors',
  body: DeclareRiskFactorsRequest,
  answer: RiskFactorsChanged,
  graphql: { type: 'RiskFactorsChanged', input: 'DeclareRiskFactorsInput' },
});
