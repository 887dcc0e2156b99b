import { z } from 'zod';
import { FactDefinition, PERIODS } from '#libs/facts';
import { shownText } from '#libs/operations';
import { LIMIT_ACTIONS, LIMIT_MEASURES, SUBJECTS, type LimitSet, type PriceList } from './events.js';

export const LimitId = z.uuid();

const MOST = 9_000_000_000_000;
const named = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');
const price = z.number().int().min(0).max(1_000_000_000);

const shape = {
  name: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits, - or _, a letter first'),
  subject: z.enum(SUBJECTS).describe('Counted apart for each agent, each tool, each value of a label, or for the tenant.'),
  agent: named.optional().describe('With subject agent: only this one.'),
  tool: named.optional().describe('With subject tool: only this one.'),
  label: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}(=[^\p{Cc}\p{Cs}]{1,200})?$/u, 'must be a label name, or name=value')
    .optional()
    .describe('With subject label: the label of agents that is counted by, or only one value of it.'),
  measure: z
    .enum(LIMIT_MEASURES)
    .default('calls')
    .describe('Calls, their cost by the tenant’s list of prices, or the tokens that `context.usage.tokens` tells.'),
  limit: z.number().int().min(0).max(MOST).describe('So much is allowed: calls, minor units of money, or tokens.'),
  windowSeconds: FactDefinition.shape.windowSeconds.describe('In any so many seconds.'),
  period: z.enum(PERIODS).optional().describe('In each calendar day or month.'),
  zone: FactDefinition.shape.zone,
  action: z
    .enum(LIMIT_ACTIONS)
    .default('deny')
    .describe('Beyond it calls are denied, or are let pass with a warning in the ledger.'),
} as const;

const OF: Readonly<Record<string, string>> = { agent: 'agent', tool: 'tool', label: 'label' };

export const SetLimitRequest = z
  .strictObject(shape)
  .refine(
    (given) => ['agent', 'tool', 'label'].every((part) => given[part as 'agent'] === undefined || OF[given.subject] === part),
    {
      message: 'names something else than the subject',
      path: ['subject'],
    },
  )
  .refine(({ subject, label }) => subject !== 'label' || label !== undefined, {
    message: 'says which label is counted by',
    path: ['label'],
  })
  .refine(({ windowSeconds, period }) => (windowSeconds === undefined) !== (period === undefined), {
    message: 'say either windowSeconds or period',
    path: ['windowSeconds'],
  })
  .meta({
    id: 'SetLimitRequest',
    examples: [{ name: 'per-agent', subject: 'agent', limit: 100, windowSeconds: 60 }],
  });
export type SetLimitRequest = z.output<typeof SetLimitRequest>;

export const EndLimitRequest = z
  .strictObject({ reason: shownText(500).describe('Why; kept in the ledger.') })
  .meta({ id: 'EndLimitRequest' });

const Price = z.strictObject({
  perCall: price.default(0).describe('What one call costs, in minor units of money.'),
  perThousandTokens: z
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('What a thousand of the tokens cost that `context.usage.tokens` tells, in minor units of money.'),
});

export const SetPricesRequest = z
  .strictObject({
    tools: z
      .record(named, Price)
      .default({})
      .refine((tools) => Object.keys(tools).length <= 256, 'names at most 256 tools'),
    other: Price.describe('Of tools that are not named.'),
  })
  .meta({
    id: 'SetPricesRequest',
    examples: [{ tools: { 'gpt-search': { perCall: 2, perThousandTokens: 30 } }, other: { perCall: 1 } }],
  });

export type SetPrices = { readonly type: 'SetPrices' } & Omit<PriceList, 'version'>;

export interface DeclareRateLimits {
  readonly type: 'DeclareRateLimits';
  /** All that the active policy declares. */
  readonly limits: readonly LimitSet[];
}

export type LimitCommand =
  | SetPrices
  | DeclareRateLimits
  | ({ readonly type: 'SetLimit' } & Omit<LimitSet, 'type'>)
  | { readonly type: 'EndLimit'; readonly limit: string; readonly reason: string };
