import { operators, query } from '#libs/operations';
import { UsageFilter, UsageMonth } from './answers.js';
import { usageTable } from './usage-table.js';

export const ShowUsage = query({
  name: 'usage',
  id: 'usage.month',
  tag: 'usage',
  says: 'What was called in a month, by agent and tool: verdicts, outcomes, tokens and cost',
  access: operators('viewer'),
  rest: 'GET /v1/usage',
  query: UsageFilter,
  answer: UsageMonth,
  readsFrom: 'usage',
  csv: usageTable,
  graphql: { type: 'UsageMonth', says: 'What was called in a month, page by page; closed months are always told alike.' },
});
