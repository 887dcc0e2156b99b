import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';
import { RecordedDefinition } from '#libs/facts';

const fact = z.string();
const decision = z.string();

/** What a tenant has counted. */
export const factEvents = eventTypes({
  FactDeclared: {
    schema: 1,
    says: 'From now on this is counted, and policies read it under this name.',
    data: z.object({
      fact,
      definition: RecordedDefinition,
      /** Of name and definition: counts are kept by it. */
      digest: z.string(),
      /** The policy that declares it; null for one that the tenant declared itself. */
      policy: z.string().nullable(),
    }),
  },
  FactEnded: {
    schema: 1,
    says: 'This is counted no more.',
    data: z.object({ fact, reason: z.string() }),
  },
});
export type FactEvent = EventsOf<typeof factEvents>;

/** One count: of one fact, in one session, or of one customer, whatever it is grouped by. */
export const countEvents = eventTypes({
  FactCountOpened: {
    schema: 1,
    says: 'The first event of a count: of which fact, and of whom.',
    data: z.object({ fact, digest: z.string(), group: z.string() }),
  },
  FactCounted: {
    schema: 1,
    says: 'A call was counted, in the same append as its decision or its outcome.',
    data: z.object({
      fact,
      decision,
      at: z.string(),
      /** 1, or millionths of what is summed up. */
      amount: z.number().int(),
      /** The value, where different values are counted. */
      key: z.string().nullable(),
      windowSeconds: z.number().int().nullable(),
      period: z.string().nullable(),
      /** Whether its outcome may take it back. */
      isUnderWay: z.boolean(),
    }),
  },
  FactSettled: {
    schema: 1,
    says: 'The outcome of a counted call is one that counts.',
    data: z.object({ fact, decision }),
  },
  FactCorrected: {
    schema: 1,
    says: 'The outcome of a counted call told how much it really was.',
    /** Added to what was counted; less than 0 when it was less. The period is the one it was counted in. */
    data: z.object({ fact, decision, change: z.number().int(), period: z.string().nullable() }),
  },
  FactReleased: {
    schema: 1,
    says: 'The outcome of a counted call is one that does not count: it is taken back.',
    data: z.object({ fact, decision }),
  },
});
export type CountEvent = EventsOf<typeof countEvents>;
