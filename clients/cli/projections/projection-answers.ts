import { z } from 'zod';

/** Of the answers about projections, what the commands show. */
export const Asked = z.looseObject({ projection: z.string(), run: z.string() });

const Outcome = z.looseObject({
  run: z.string(),
  result: z.enum(['same', 'different', 'failed', 'cancelled']),
  at: z.string(),
  position: z.number().nullable(),
  rows: z.number().nullable(),
  live: z.string().nullable(),
  rebuilt: z.string().nullable(),
  missing: z.number().nullable(),
  extra: z.number().nullable(),
  other: z.number().nullable(),
  written: z.number().nullable(),
  examples: z.array(z.looseObject({ table: z.string(), key: z.string(), is: z.string() })),
  detail: z.string().nullable(),
});
export type Outcome = z.output<typeof Outcome>;

export const Projection = z.looseObject({
  name: z.string(),
  kind: z.string(),
  state: z.string(),
  position: z.number(),
  head: z.number(),
  lagEvents: z.number(),
  lagSeconds: z.number(),
  failing: z.looseObject({ position: z.number(), eventType: z.string(), problem: z.string() }).nullable(),
  paused: z.looseObject({ reason: z.string(), at: z.string() }).nullable(),
  run: z.looseObject({ id: z.string(), kind: z.string(), done: z.number(), total: z.number() }).nullable(),
  lastVerification: Outcome.nullable(),
  lastRebuild: Outcome.nullable(),
});
export type Projection = z.output<typeof Projection>;
export const Projections = z.looseObject({ items: z.array(Projection) });
