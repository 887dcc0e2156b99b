import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

export const operatorEvents = eventTypes({
  OperatorRegistered: {
    schema: 1,
    says: 'A person or system may sign in with these roles. Only the SHA-256 of the 256-bit random secret is kept.',
    data: z.object({ operator: z.string(), name: z.string(), roles: z.array(z.string()), secretHash: z.string() }),
  },
});
export type OperatorEvent = EventsOf<typeof operatorEvents>;
