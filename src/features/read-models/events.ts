import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

export const readModelEvents = eventTypes({
  ReadModelEventSkipped: {
    schema: 1,
    says: 'A read model or reaction that stood still before an event goes on without it, as long as it fails at it.',
    data: z.object({
      readModel: z.string(),
      /** Of the event, in this ledger. */
      position: z.number().int(),
      eventType: z.string(),
      /** Why it could not be applied, as it was told. */
      problem: z.string(),
      reason: z.string(),
    }),
  },
});
export type ReadModelEvent = EventsOf<typeof readModelEvents>;
