import { z } from 'zod';
import { Month, PageQuery } from '#libs/operations';

export const USAGE_BY = ['agent_tool', 'agent', 'tool'] as const;
export const ROUNDINGS = ['half_up'] as const;

const named = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');

export const UsageFilter = PageQuery.extend({
  month: Month.optional().describe('YYYY-MM, in UTC; the one it is now when left out.'),
  by: z.enum(USAGE_BY).default('agent_tool').describe('A line for each agent and tool, each agent, or each tool.'),
  agent: named.optional(),
  tool: named.optional(),
});
export type UsageFilter = z.output<typeof UsageFilter>;

const counts = {
  calls: z.number().describe('All that were decided in the month.'),
  verdicts: z
    .object({ allow: z.number(), modify: z.number(), deny: z.number(), requireApproval: z.number(), defer: z.number() })
    .meta({ id: 'UsageVerdicts' }),
  outcomes: z
    .object({ succeeded: z.number(), failed: z.number(), refused: z.number(), unknown: z.number() })
    .meta({ id: 'UsageOutcomes' })
    .describe('That were reported in the month, also of calls of the month before.'),
  tokens: z.number().describe('Of the calls that may run: as they told them, corrected by the outcomes that came in the month.'),
  cost: z
    .number()
    .describe('Of the calls that may run, corrected as tokens are, in minor units of money; rounded once, at the end.'),
  costThousandths: z.number().describe('The same exactly, in thousandths of a minor unit.'),
  unpriced: z.number().describe('Calls that may run and were decided before there were prices.'),
};

export const UsageCounts = z.object(counts).meta({ id: 'UsageCounts' });
export type UsageCounts = z.output<typeof UsageCounts>;

export const UsageLine = z
  .object({
    agent: z.string().nullable(),
    tool: z.string().nullable().describe('Null where lines are by agent, and for outcomes from before their tool was recorded.'),
    ...counts,
  })
  .meta({ id: 'UsageLine' });
export type UsageLine = z.output<typeof UsageLine>;

export const UsageRange = z
  .object({
    firstPosition: z.number().int(),
    lastPosition: z.number().int(),
    events: z.number().describe('Of every kind: lastPosition - firstPosition + 1.'),
    previousChain: z.string().describe('The chain before the first event, hex.'),
    chain: z.string().describe('The chain with the last event: together they stand for every byte between them.'),
  })
  .meta({ id: 'UsageRange' });
export type UsageRange = z.output<typeof UsageRange>;

export const UsageMonth = z
  .object({
    month: z.string(),
    closed: z
      .boolean()
      .describe('Whether all of it is counted and nothing can come any more: the answer is always the same then.'),
    upToPosition: z.number().int().describe('Everything of the ledger is counted up to here.'),
    range: UsageRange.nullable().describe('What of the ledger was counted; null when nothing of it is of this month.'),
    rounding: z.enum(ROUNDINGS).describe('How cost is rounded to whole minor units.'),
    totals: UsageCounts.describe('Of all lines, also of those on other pages.'),
    items: z.array(UsageLine),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'UsageMonth' });
export type UsageMonth = z.output<typeof UsageMonth>;
