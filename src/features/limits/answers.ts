import { z } from 'zod';
import { PERIODS } from '#libs/facts';
import { actedBy, LedgerReceipt, Month, pageAnswer, PageQuery } from '#libs/operations';
import { LIMIT_ACTIONS, LIMIT_MEASURES, Price, SUBJECTS } from './events.js';
import { QUOTA_LEVELS } from './amounts/quota-levels.js';

export const LimitFilter = PageQuery;
export type LimitFilter = z.output<typeof LimitFilter>;

export const LimitView = z
  .object({
    id: z.string(),
    name: z.string(),
    subject: z.enum(SUBJECTS),
    target: z.string().nullable().describe('The one agent, tool or label it is for; null for each of them.'),
    tool: z.string().nullable().describe('Only calls of this tool; null for any, or the one in `target`.'),
    policy: z.string().nullable().describe('The policy whose data declares it; null for one that an operator set.'),
    measure: z.enum(LIMIT_MEASURES),
    limit: z.number(),
    windowSeconds: z.number().int().nullable(),
    period: z.enum(PERIODS).nullable(),
    zone: z.string(),
    action: z.enum(LIMIT_ACTIONS),
    setAt: z.string(),
    warnings: z.number().int().describe('How often a call went beyond a limit that warns.'),
    position: z.number().int(),
  })
  .meta({ id: 'Limit' });
export type LimitView = z.output<typeof LimitView>;
export const LimitPage = pageAnswer('LimitPage', LimitView);

const LimitValue = z
  .object({
    group: z.string().describe('The agent, tool, value of the label, or tenant.'),
    used: z.number().describe('Of the limit at this moment, in what it measures.'),
    position: z.number().int().describe('Where the first call of this group was counted.'),
  })
  .meta({ id: 'LimitValue' });
export const LimitValuePage = pageAnswer('LimitValuePage', LimitValue);

export const LimitChanged = z
  .object({ id: z.string(), ledger: LedgerReceipt.nullable().describe('Null when it was so already.') })
  .meta({ id: 'LimitChangedAnswer' });
export type LimitChanged = z.output<typeof LimitChanged>;

export const PriceListView = z
  .object({
    version: z.number().int(),
    tools: z.record(z.string(), Price),
    other: Price,
    ...actedBy('setBy'),
    setAt: z.string(),
    position: z.number().int(),
  })
  .meta({ id: 'PriceList' });
export type PriceListView = z.input<typeof PriceListView>;
export const PriceListPage = pageAnswer('PriceListPage', PriceListView);

export const PricesChanged = z
  .object({ version: z.number().int(), ledger: LedgerReceipt.nullable().describe('Null when these were the prices already.') })
  .meta({ id: 'PricesChangedAnswer' });
export type PricesChanged = z.output<typeof PricesChanged>;

export const QuotaFilter = PageQuery.extend({
  month: Month.optional().describe('YYYY-MM; the one it is now in UTC when left out.'),
});
export type QuotaFilter = z.output<typeof QuotaFilter>;

export const QuotaView = z
  .object({
    limitId: z.string(),
    name: z.string(),
    subject: z.enum(SUBJECTS),
    group: z
      .string()
      .nullable()
      .describe('The agent, tool, value of the label, or tenant; null where it is for each of them and none has used anything.'),
    measure: z.enum(LIMIT_MEASURES),
    action: z.enum(LIMIT_ACTIONS),
    used: z.number(),
    limit: z.number(),
    level: z.enum(QUOTA_LEVELS).describe('ok, warning from 80 per cent on, exceeded when nothing is left.'),
    holds: z.boolean().describe('False for a budget that was ended.'),
    position: z.number().int().describe('Where the limit was set.'),
  })
  .meta({ id: 'Quota' });
export type QuotaView = z.output<typeof QuotaView>;
export const QuotaPage = pageAnswer('QuotaPage', QuotaView);
