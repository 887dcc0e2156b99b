import { z } from 'zod';
import { command, operators, PastPageQuery, query } from '#libs/operations';
import {
  LimitChanged,
  LimitFilter,
  LimitPage,
  LimitValuePage,
  PriceListPage,
  PricesChanged,
  QuotaFilter,
  QuotaPage,
} from './answers.js';
import { EndLimitRequest, LimitId, SetLimitRequest, SetPricesRequest } from './commands.js';

const tag = 'limits';
const path = z.object({ limitId: LimitId });

export const ListLimits = query({
  name: 'limits',
  id: 'limits.list',
  tag,
  says: 'List the limits that hold, newest first',
  access: operators('viewer'),
  rest: 'GET /v1/limits',
  query: PastPageQuery,
  answer: LimitPage,
  readsFrom: 'limits',
  graphql: { connection: 'Limit', filter: 'LimitFilter', says: 'Newest first.' },
});

export const ListLimitValues = query({
  name: 'limitValues',
  id: 'limits.values',
  tag,
  says: 'How much of a limit is used at this moment, agent by agent, tool by tool',
  access: operators('viewer'),
  rest: 'GET /v1/limits/:id/values',
  path,
  query: LimitFilter,
  answer: LimitValuePage,
  readsFrom: 'facts',
  graphql: { connection: 'LimitValue', filter: 'LimitFilter', says: 'Those that were counted last come first.' },
});

export const SetLimit = command({
  name: 'setLimit',
  id: 'limits.set',
  tag,
  says: 'Limit calls, their cost or their tokens, in a window or a calendar period',
  access: operators('operator', 'policy_admin'),
  rest: 'POST /v1/limits',
  status: 201,
  body: SetLimitRequest,
  answer: LimitChanged,
  graphql: { type: 'LimitChanged', input: 'SetLimitInput' },
});

export const EndLimit = command({
  name: 'endLimit',
  id: 'limits.end',
  tag,
  says: 'End a limit, in effect with the next decision',
  access: operators('operator', 'policy_admin'),
  rest: 'POST /v1/limits/:id/end',
  path,
  body: EndLimitRequest,
  answer: LimitChanged,
  graphql: { type: 'LimitChanged' },
});

export const ListQuotas = query({
  name: 'quotas',
  id: 'quotas.list',
  tag,
  says: 'How far the budgets of a month are used, newest budget first',
  access: operators('viewer'),
  rest: 'GET /v1/usage/quotas',
  query: QuotaFilter,
  answer: QuotaPage,
  readsFrom: 'quotas',
  graphql: { connection: 'Quota', filter: 'QuotaFilter', says: 'Of limits by the calendar month; the newest limit comes first.' },
});

export const ListPrices = query({
  name: 'usagePrices',
  id: 'prices.list',
  tag,
  says: 'List what calls cost and did cost: the list that is in force comes first',
  access: operators('viewer'),
  rest: 'GET /v1/usage/prices',
  query: LimitFilter,
  answer: PriceListPage,
  readsFrom: 'prices',
  graphql: { connection: 'PriceList', filter: 'PriceFilter', says: 'The list that is in force comes first.' },
});

export const SetPrices = command({
  name: 'setUsagePrices',
  id: 'prices.set',
  tag,
  says: 'Say what calls cost from the next decision on',
  access: operators('admin', 'policy_admin'),
  rest: 'POST /v1/usage/prices',
  body: SetPricesRequest,
  answer: PricesChanged,
  graphql: { type: 'PricesChanged', input: 'SetPricesInput' },
});
