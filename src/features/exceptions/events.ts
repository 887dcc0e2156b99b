import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

/** What an exception is for; every part that is there has to fit. */
export const Scope = z.object({ session: z.string().optional(), agent: z.string().optional(), tool: z.string().optional() });
export type Scope = z.output<typeof Scope>;

const exception = z.string();

export const exceptionEvents = eventTypes({
  ExceptionRequested: {
    schema: 2,
    says: 'Somebody wants calls to pass for a while that a policy holds or denies.',
    data: z.object({
      exception,
      scope: Scope,
      /** The rule whose ruling is lifted; null lifts requests for approval by any rule and no denial. */
      rule: z.string().nullable(),
      seconds: z.number().int(),
      /** How many calls, null for any number. */
      uses: z.number().int().nullable(),
      reason: z.string(),
      by: z.string(),
      requestedAt: z.string().nullable(),
    }),
    upcasts: { 1: (data) => ({ ...data, requestedAt: null }) },
  },
  ExceptionApproved: {
    schema: 1,
    says: 'A second person agreed: it holds from now on until it expires.',
    data: z.object({ exception, by: z.string(), expiresAt: z.string() }),
  },
  ExceptionRevoked: {
    schema: 1,
    says: 'It holds no more, from the next decision on.',
    data: z.object({ exception, by: z.string(), reason: z.string() }),
  },
  ExceptionExpired: { schema: 1, says: 'Its time is over.', data: z.object({ exception }) },
  ExceptionUsed: {
    schema: 1,
    says: 'A call passed because of it.',
    data: z.object({ exception, decision: z.string() }),
  },
});
export type ExceptionEvent = EventsOf<typeof exceptionEvents>;
