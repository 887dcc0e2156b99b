import { z } from 'zod';
import { RISKS, VERDICTS } from '#features/decisions/contract';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

/** Null is any. A call that fits all of it gets the points. */
export const RecordedFactor = z.object({
  name: z.string(),
  points: z.number().int(),
  tools: z.array(z.string()).nullable(),
  verdicts: z.array(z.enum(VERDICTS)).nullable(),
  risks: z.array(z.enum(RISKS)).nullable(),
  labels: z.array(z.string()).nullable(),
  tags: z.array(z.string()).nullable(),
});
export type RecordedFactor = z.output<typeof RecordedFactor>;

export const riskEvents = eventTypes({
  RiskFactorsDeclared: {
    schema: 1,
    says: 'From the next decision on calls are scored by this list, and by no earlier one; by an empty one not at all.',
    data: z.object({
      /** Of the list: each one has one more than the one before. */
      version: z.number().int(),
      factors: z.array(RecordedFactor),
    }),
  },
});
export type RiskEvent = EventsOf<typeof riskEvents>;

/** In a stream of its own for each agent, beside its decisions and in the same append. */
export const riskScoreEvents = eventTypes({
  RiskScored: {
    schema: 1,
    says: 'A decided call has points: for people who look at it; nothing is ruled by it.',
    data: z.object({
      decision: z.string(),
      agent: z.string(),
      tool: z.string(),
      /** Version of the list. */
      factors: z.number().int(),
      score: z.number().int(),
      /** The names of those that the call fits. */
      because: z.array(z.string()),
    }),
  },
});
