import { z } from 'zod';
import { operators, query } from '#libs/operations';
import { DecisionDetail, DecisionFilter, DecisionPage } from './answers.js';

const tag = 'decisions';

export const ListDecisions = query({
  name: 'decisions',
  id: 'decisions.list',
  tag,
  says: 'List decisions, newest first',
  access: operators('viewer'),
  rest: 'GET /v1/decisions',
  query: DecisionFilter,
  answer: DecisionPage,
  readsFrom: 'decisions',
  graphql: { connection: 'Decision', filter: 'DecisionFilter', says: 'Newest first.' },
});

export const GetDecision = query({
  name: 'decision',
  id: 'decisions.get',
  tag,
  says: 'One decision with its outcome, facts and rule trace',
  access: operators('viewer'),
  rest: 'GET /v1/decisions/:id',
  path: z.object({ id: z.uuid() }),
  answer: DecisionDetail,
  readsFrom: 'decisions',
  graphql: {
    type: 'DecisionDetail',
    nullable: true,
    says: 'One decision with everything the policy saw and why it answered as it did.',
  },
});
