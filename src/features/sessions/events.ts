import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

export const sessionEvents = eventTypes({
  SessionOpened: {
    schema: 1,
    says: 'A session of one agent begins; it belongs to that agent for good.',
    data: z.object({
      session: z.string(),
      agent: z.string(),
      tags: z.array(z.string()),
      parent: z.string().nullable(),
      openedAt: z.string(),
      /** Every session it was started from, and whose results it was given, and theirs; left out where there is none. */
      lineage: z.array(z.string()).optional(),
    }),
  },
  SessionClosed: { schema: 1, says: 'No call is decided in this session from here on.', data: z.object({ session: z.string() }) },
});
export type SessionEvent = EventsOf<typeof sessionEvents>;
