import { countEvents } from '#features/facts/contract';
import { projection, type ReadTable } from '#libs/event-sourcing';

const COUNTS = 'limits_month_counts';
const USED = 'limits_months';

export const quotasTables = [
  {
    name: COUNTS,
    key: ['stream'],
    columns: { stream: 'text', limit_id: 'text', group_of: 'text' },
  },
  {
    name: USED,
    key: ['month', 'stream'],
    columns: { month: 'text', stream: 'text', used: 'bigint' },
  },
] as const satisfies readonly ReadTable[];

/** How limits name what they count: no fact has a name like it. */
const OF_A_LIMIT = /^limit\./;
const MONTH = /^\d{4,}-\d{2}$/;

/** What was used of each budget of a month, for months that are over as well; a count itself knows the month it is in alone. */
export const quotasProjection = projection(countEvents, {
  name: 'quotas',
  version: 1,
  tables: quotasTables,
  when: {
    FactCountOpened: ({ fact, digest, group }, { stream }) =>
      OF_A_LIMIT.test(fact) ? [{ op: 'put', table: COUNTS, row: { stream, limit_id: digest, group_of: group } }] : [],
    FactCounted: ({ fact, amount, period }, { stream }) =>
      OF_A_LIMIT.test(fact) && period !== null && MONTH.test(period)
        ? [{ op: 'count', table: USED, key: { month: period, stream }, add: { used: amount } }]
        : [],
    FactCorrected: ({ fact, change, period }, { stream }) =>
      OF_A_LIMIT.test(fact) && period !== null && MONTH.test(period)
        ? [{ op: 'count', table: USED, key: { month: period, stream }, add: { used: change } }]
        : [],
  },
});
