import { z } from 'zod';
import { eventTypes, type EventsOf, type JsonObject } from '#libs/event-sourcing';

export const invariantEvents = eventTypes({
  InvariantDeclared: {
    schema: 1,
    says: 'This is to hold of every policy of the tenant, instead of what was declared under this name before.',
    data: z.object({
      invariant: z.string(),
      says: z.string(),
      /** Its module; null for one that is built in. */
      rego: z.string().nullable(),
      /** What it goes by beside the policy; what is not in here is asked of the catalogue of tools when it is checked. */
      parameters: z.custom<JsonObject>(),
      by: z.string(),
    }),
  },
  InvariantWithdrawn: {
    schema: 1,
    says: 'What was declared under this name need not hold any more.',
    data: z.object({ invariant: z.string(), reason: z.string(), by: z.string() }),
  },
});
export type InvariantEvent = EventsOf<typeof invariantEvents>;
