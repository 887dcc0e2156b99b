import type { CsvForm } from '#libs/operations';
import type { UsageMonth } from './answers.js';

/** A month as a table. Every line names what of the ledger it was counted from, so that a line says all of it when it stands alone. */
export const usageTable: CsvForm<UsageMonth> = {
  columns: [
    'month',
    'agent',
    'tool',
    'calls',
    'allow',
    'modify',
    'deny',
    'require_approval',
    'defer',
    'succeeded',
    'failed',
    'refused',
    'unknown',
    'tokens',
    'cost',
    'cost_thousandths',
    'unpriced',
    'closed',
    'ledger_first',
    'ledger_last',
    'ledger_events',
    'ledger_previous_chain',
    'ledger_chain',
  ],
  rows: ({ month, closed, range, items }) => {
    const from = range && [range.firstPosition, range.lastPosition, range.events, range.previousChain, range.chain];
    return items.map(({ agent, tool, calls, verdicts, outcomes, tokens, cost, costThousandths, unpriced }) => [
      month,
      agent,
      tool,
      calls,
      verdicts.allow,
      verdicts.modify,
      verdicts.deny,
      verdicts.requireApproval,
      verdicts.defer,
      outcomes.succeeded,
      outcomes.failed,
      outcomes.refused,
      outcomes.unknown,
      tokens,
      cost,
      costThousandths,
      unpriced,
      closed,
      ...(from ?? [null, null, null, null, null]),
    ]);
  },
  // An open month grows while it is read; each line says how far it goes.
  fileOf: ({ month, closed, range }) =>
    `usage-${month}-${closed ? `${range?.firstPosition ?? 0}-${range?.lastPosition ?? 0}` : 'open'}`,
};
