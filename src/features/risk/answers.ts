import { z } from 'zod';
import { RISKS } from '#features/decisions/contract';
import { Instant, pageAnswer, PageQuery } from '#libs/operations';
import { SPANS } from './spans.js';

const named = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');

export const RiskFilter = PageQuery.extend({
  agent: named.optional(),
  tool: named.optional(),
  from: Instant.optional().describe('From the hour or day on in which this lies.'),
  to: Instant.optional().describe('Only what began before this.'),
  per: z.enum(SPANS).default('day').describe('A line for each hour or each day, in UTC.'),
});
export type RiskFilter = z.output<typeof RiskFilter>;

export const RiskLine = z
  .object({
    from: z.string().describe('When the hour or day begins.'),
    agent: z.string(),
    tool: z.string(),
    highest: z.enum(RISKS),
    critical: z.number(),
    high: z.number(),
    medium: z.number(),
    low: z.number(),
    none: z.number(),
    raised: z.number().describe('Because the session had the tag critical_session.'),
    lowered: z.number().describe('Because the session had the tag safe_session.'),
    loweredDestructive: z.number().describe('Of these, confirmations of something destructive.'),
  })
  .meta({ id: 'RiskLine' });
export type RiskLine = z.output<typeof RiskLine>;
export const RiskPage = pageAnswer('RiskPage', RiskLine);
export type RiskPage = z.output<typeof RiskPage>;
