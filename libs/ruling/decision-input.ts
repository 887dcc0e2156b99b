import { z } from 'zod';
import type { JsonObject } from '#libs/event-sourcing';

/** What an agent can report of a call that it was allowed. */
export const OUTCOMES = ['succeeded', 'failed', 'refused', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const CONFIDENCES = ['low', 'medium', 'high'] as const;

/** Exactly what a policy sees. Nothing else may influence a verdict except the controls, whose revision is pinned too. */
export const DecisionInput = z.object({
  tenant: z.string(),
  agent: z.object({ id: z.string(), labels: z.record(z.string(), z.string()) }),
  session: z.object({
    id: z.string(),
    tags: z.array(z.string()),
    openedAt: z.string(),
    decisions: z.number().int(),
    allowed: z.number().int(),
    denied: z.number().int(),
    failed: z.number().int(),
  }),
  tool: z.string(),
  arguments: z.custom<JsonObject>(),
  context: z.custom<JsonObject>(),
  prompt: z.object({ type: z.string(), confidence: z.enum(CONFIDENCES), action: z.string() }).nullable(),
  time: z.string(),
  /** What happened before, by the names of the facts a tenant declared; absent where it declared none. */
  facts: z.custom<JsonObject>().optional(),
  /** Where the call stood in the limits that are about it, by their names; absent where none is. */
  limits: z
    .record(
      z.string(),
      z.object({
        limit: z.number().int(),
        used: z.number().int(),
        adds: z.number().int(),
        resetSeconds: z.number().int(),
        action: z.enum(['warn', 'deny']),
      }),
    )
    .optional(),
  /** In minor units of money and thousandths of one, by that version of the tenant's prices; absent where it has none. */
  cost: z
    .object({
      prices: z.number().int(),
      /** What a thousand tokens cost, in minor units; 0 in what was decided before it was recorded. */
      perThousandTokens: z.number().int().default(0),
      minor: z.number().int(),
      thousandths: z.number().int(),
    })
    .optional(),
  /** Of the data in it and in its session, in lower case; absent for tenants without a catalogue of tools. */
  labels: z.array(z.string()).optional(),
});
export type DecisionInput = z.output<typeof DecisionInput>;
