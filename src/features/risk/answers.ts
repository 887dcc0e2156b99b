import { z } from 'zod';
import { RISKS } from '#features/decisions/contract';
import { actedBy, Instant, LedgerReceipt, pageAnswer, PageQuery } from '#libs/operations';
import { RecordedFactor } from './events.js';
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
    scored: z.number().describe('Calls that fit one of the tenant’s factors at least.'),
    score: z.number().describe('The points of these calls, added up.'),
  })
  .meta({ id: 'RiskLine' });
export type RiskLine = z.output<typeof RiskLine>;
export const RiskPage = pageAnswer('RiskPage', RiskLine);
export type RiskPage = z.output<typeof RiskPage>;

export const RiskFactorFilter = PageQuery;
export type RiskFactorFilter = z.output<typeof RiskFactorFilter>;

export const RiskFactorsView = z
  .object({
    version: z.number().int(),
    factors: z.array(RecordedFactor.meta({ id: 'DeclaredRiskFactor' })).describe('None: nothing is scored.'),
    ...actedBy('declaredBy'),
    declaredAt: z.string(),
    position: z.number().int(),
  })
  .meta({ id: 'RiskFactors' });
export type RiskFactorsView = z.input<typeof RiskFactorsView>;
export const RiskFactorsPage = pageAnswer('RiskFactorsPage', RiskFactorsView);

export const RiskFactorsChanged = z
  .object({ version: z.number().int(), ledger: LedgerReceipt.nullable().describe('Null when these were the factors already.') })
  .meta({ id: 'RiskFactorsChangedAnswer' });
export type RiskFactorsChanged = z.output<typeof RiskFactorsChanged>;
