import { z } from 'zod';
import { ActivePolicy } from '#features/controls/contract';
import { DECISION_CODES } from '#libs/decision-guards';
import { eventTypes, type EventsOf, type JsonObject } from '#libs/event-sourcing';
import { DecisionInput, OUTCOMES, VERDICTS } from '#libs/ruling';

export { DECISION_CODES } from '#libs/decision-guards';
export { CONFIDENCES, DecisionInput, OUTCOMES, VERDICTS, type Verdict } from '#libs/ruling';

export const RISKS = ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Risk = (typeof RISKS)[number];

export const decisionEvents = eventTypes({
  DecisionRecorded: {
    schema: 3,
    says: 'A tool call was decided. The event id is the decision id; the input is everything the policy saw.',
    data: z.object({
      requestId: z.string().nullable(),
      input: DecisionInput,
      verdict: z.enum(VERDICTS),
      code: z.enum(DECISION_CODES),
      reason: z.string(),
      rule: z.string(),
      /** Null when the call was stopped before any policy was asked. */
      policy: ActivePolicy.nullable(),
      /** The pin that chose this revision instead of the tenant's active one, else null. */
      pin: z.string().nullable(),
      /** Revision of the tenant's controls this was decided against. */
      controls: z.number().int(),
      risk: z.enum(RISKS),
      riskNote: z.string().nullable(),
      obligations: z.array(z.custom<JsonObject>()),
      /** Named changes of a MODIFY verdict, else null. */
      changes: z.custom<JsonObject>().nullable(),
      /** Seconds to wait before a deferred call is asked again, else null. */
      retryAfter: z.number().nullable(),
      /** The request to people that the call waits for or was let through by, else null. */
      approval: z.object({ id: z.string(), expiresAt: z.string() }).nullable(),
      /** The exception that let the call pass, else null. */
      exception: z.string().nullable(),
    }),
    upcasts: {
      1: (data) => ({
        ...data,
        pin: null,
        policy: data['policy'] ? { ...(data['policy'] as JsonObject), signature: null } : null,
      }),
      2: (data) => ({ ...data, approval: null, exception: null }),
    },
  },
  OutcomeRecorded: {
    schema: 3,
    says: 'What became of a decided call.',
    data: z.object({
      decision: z.string(),
      /** That was called; null in events from before this was recorded. */
      tool: z.string().nullable(),
      status: z.enum(OUTCOMES),
      durationMs: z.number().nullable(),
      result: z.custom<JsonObject>().nullable(),
      labels: z.array(z.string()),
      error: z.string().nullable(),
      /** What it really used; null when the agent did not say. */
      usage: z
        .object({
          tokens: z.number().int(),
          /** Beyond what was counted when it was decided; less than 0 when it used less. */
          tokensBeyond: z.number().int(),
          /** The same of its cost, at the price of its decision, in thousandths of a minor unit. */
          costBeyond: z.number().int(),
        })
        .nullable(),
    }),
    upcasts: { 1: (data) => ({ ...data, tool: null }), 2: (data) => ({ ...data, usage: null }) },
  },
});
export type DecisionEvent = EventsOf<typeof decisionEvents>;
export type DecisionRecorded = Extract<DecisionEvent, { type: 'DecisionRecorded' }>;
