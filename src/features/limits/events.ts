import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';
import { PERIODS } from '#libs/facts';

export const SUBJECTS = ['agent', 'tool', 'label', 'tenant'] as const;
export const LIMIT_MEASURES = ['calls', 'cost', 'tokens'] as const;
export const LIMIT_ACTIONS = ['warn', 'deny'] as const;

/** In minor units of money. */
export const Price = z.object({ perCall: z.number().int(), perThousandTokens: z.number().int() });
export type Price = z.output<typeof Price>;

const limit = z.string();

export const limitEvents = eventTypes({
  LimitSet: {
    schema: 3,
    // Prices of its own are left out: what calls cost is said by the tenant's list alone.
    upcasts: { 1: (data) => ({ ...data, tool: null, policy: null }), 2: ({ prices: _, ...data }) => data },
    says: 'From now on calls are counted against this limit.',
    data: z.object({
      limit,
      name: z.string(),
      subject: z.enum(SUBJECTS),
      /** The agent, the tool, or the label (`team`, or `team=blue`); null for each of them, and for the tenant. */
      target: z.string().nullable(),
      /** Only calls of this tool; null for any, or the one in `target`. */
      tool: z.string().nullable(),
      /** The policy whose data declares it, as long as that revision is the active one; null for an operator's. */
      policy: z.string().nullable(),
      measure: z.enum(LIMIT_MEASURES),
      /** Calls, tokens, or minor units of money by the tenant's list of prices. */
      most: z.number().int(),
      windowSeconds: z.number().int().nullable(),
      period: z.enum(PERIODS).nullable(),
      zone: z.string(),
      action: z.enum(LIMIT_ACTIONS),
    }),
  },
  PricesSet: {
    schema: 1,
    says: 'From the next decision on calls cost so much, by this list and by no earlier one.',
    data: z.object({
      /** Of the list: each one has one more than the one before. */
      version: z.number().int(),
      tools: z.record(z.string(), Price),
      /** Of tools that are not named. */
      other: Price,
    }),
  },
  LimitEnded: { schema: 1, says: 'It limits nothing any more.', data: z.object({ limit, reason: z.string() }) },
});
export type LimitEvent = EventsOf<typeof limitEvents>;
export type LimitSet = Extract<LimitEvent, { type: 'LimitSet' }>;
export type PriceList = Omit<Extract<LimitEvent, { type: 'PricesSet' }>, 'type'>;

/** What happens at one limit, in a stream of its own. */
export const limitWarningEvents = eventTypes({
  LimitWarned: {
    schema: 1,
    says: 'A call went beyond a limit that warns; the first one of its window or period.',
    data: z.object({
      limit,
      name: z.string(),
      group: z.string(),
      decision: z.string(),
      used: z.number().int(),
      most: z.number().int(),
    }),
  },
});
