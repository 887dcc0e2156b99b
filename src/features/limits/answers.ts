import { z } from 'zod';
import { PERIODS } from '#libs/facts';
import { LedgerReceipt, pageAnswer, PageQuery } from '#libs/operations';
import { LIMIT_ACTIONS, LIMIT_MEASURES, SUBJECTS } from './events.js';

export const LimitFilter = PageQuery;
export type LimitFilter = z.output<typeof LimitFilter>;

export const LimitView = z
  .object({
    id: z.string(),
    name: z.string(),
    subject: z.enum(SUBJECTS),
    target: z.string().nullable().describe('The one agent, tool or label it is for; null for each of them.'),
    measure: z.enum(LIMIT_MEASURES),
    limit: z.number(),
    windowSeconds: z.number().int().nullable(),
    period: z.enum(PERIODS).nullable(),
    zone: z.string(),
    action: z.enum(LIMIT_ACTIONS),
    prices: z.unknown(),
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
