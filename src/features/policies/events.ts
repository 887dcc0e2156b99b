import { z } from 'zod';
import { eventTypes, type EventsOf, type Json } from '#libs/event-sourcing';

const Modules = z.record(z.string(), z.string());

export const policyEvents = eventTypes({
  PolicyCreated: {
    schema: 1,
    says: 'A policy exists; it has no revision yet.',
    data: z.object({ policy: z.string(), name: z.string() }),
  },
  PolicyRevisionAdded: {
    schema: 1,
    says: 'A revision was written, checked and compiled. It decides nothing until it is published.',
    data: z.object({
      policy: z.string(),
      revision: z.number().int(),
      summary: z.string(),
      entrypoint: z.string(),
      modules: Modules,
      data: z.custom<Json>(),
      /** SHA-256 over modules, data and entrypoint. */
      digest: z.string(),
      planDigest: z.string(),
      dataDigest: z.string(),
      compiler: z.string(),
    }),
  },
  PolicyPublished: {
    schema: 1,
    says: "The revision became the tenant's active policy in the same append.",
    data: z.object({
      policy: z.string(),
      revision: z.number().int(),
      digest: z.string(),
      supersedes: z.number().int().nullable(),
    }),
  },
});
export type PolicyEvent = EventsOf<typeof policyEvents>;
