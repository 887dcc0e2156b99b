import { operators, query } from '#libs/operations';
import { RiskFilter, RiskPage } from './answers.js';

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
