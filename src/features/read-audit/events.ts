import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

export const readAuditEvents = eventTypes({
  ReadAuditSet: {
    schema: 1,
    says: 'Whether the record says what operators of this tenant look at.',
    data: z.object({ reads: z.enum(['recorded', 'unrecorded']), reason: z.string() }),
  },
});
export type ReadAuditEvent = EventsOf<typeof readAuditEvents>;

export const operatorReadEvents = eventTypes({
  OperatorRead: {
    schema: 1,
    says: 'An operator asked to see something: what by, and what for. The actor is the operator.',
    data: z.object({
      operation: z.string(),
      /** Null where it was longer than is kept; its digest is always there. */
      input: z.json(),
      inputDigest: z.string(),
    }),
  },
});
