import { z } from 'zod';
import { eventTypes, type EventsOf, type Json } from '#libs/event-sourcing';

/** Rego sources by file name. */
const Sources = z.record(z.string(), z.string());

/** What the toolchain found when the revision was added; `score` is 0 to 100. */
export const Quality = z.object({
  score: z.number(),
  isFormatted: z.boolean(),
  testsPassed: z.number().int(),
  testsFailed: z.number().int(),
  /** Share of the rows that tests reach, 0 to 1. */
  coverage: z.number(),
});
export type Quality = z.output<typeof Quality>;

export const SEPARATIONS = ['enforced', 'relaxed'] as const;
const separationOfDuties = z.enum(SEPARATIONS);

/** A revision by content: what a reviewer approves is what is published. */
const revision = { policy: z.string(), revision: z.number().int(), digest: z.string() };
/** Who did it, as the ledger names them, for rules that compare people. */
const by = z.string();
const comment = z.string().nullable();
const signature = z.object({ digest: z.string(), keyId: z.string() }).nullable();

const compiled = {
  summary: z.string(),
  entrypoint: z.string(),
  /** SHA-256 over modules, tests (when there are any), data and entrypoint. */
  digest: z.string(),
  planDigest: z.string(),
  dataDigest: z.string(),
  compiler: z.string(),
  /** Null for revisions from before checks were kept: they cannot be published. */
  quality: Quality.nullable(),
  by,
};

export const policyEvents = eventTypes({
  PolicyCreated: {
    schema: 1,
    says: 'A policy exists; it has no revision yet.',
    data: z.object({ policy: z.string(), name: z.string() }),
  },
  PolicyRevisionAdded: {
    schema: 2,
    says: 'A revision was written, checked and compiled. It decides nothing until it is published.',
    data: z.object({
      ...revision,
      ...compiled,
      modules: Sources,
      tests: Sources,
      data: z.custom<Json>(),
    }),
    upcasts: { 1: (data) => ({ ...data, tests: {}, quality: null, by: '' }) },
  },
  PolicyDataRevised: {
    schema: 1,
    says: 'A revision with the modules and tests of an earlier one and another data document.',
    data: z.object({ ...revision, ...compiled, basedOn: z.number().int(), data: z.custom<Json>() }),
  },
  PolicyRevisionSubmitted: {
    schema: 1,
    says: 'Somebody asked for the revision to be reviewed.',
    data: z.object({ ...revision, by, comment }),
  },
  PolicyRevisionApproved: {
    schema: 1,
    says: 'A reviewer found the revision fit to be published.',
    data: z.object({ ...revision, by, comment, separationOfDuties }),
  },
  PolicyChangesRequested: {
    schema: 1,
    says: 'A reviewer wants something changed, in another revision.',
    data: z.object({ ...revision, by, comment: z.string() }),
  },
  PolicyRevisionSigned: {
    schema: 1,
    says: "A signature by one of the tenant's keys was added to the revision.",
    data: z.object({
      ...revision,
      keyId: z.string(),
      /** SHA-256 of the envelope's canonical JSON. */
      envelopeDigest: z.string(),
      envelope: z.custom<Json>(),
      by,
    }),
  },
  PolicyDossierAttached: {
    schema: 1,
    says: 'What is known of a change was put together and signed by this deployment.',
    data: z.object({
      ...revision,
      /** The published revision that it was compared with; null when none was published. */
      against: z.number().int().nullable(),
      /** SHA-256 of the dossier's canonical JSON. */
      dossier: z.string(),
      /** SHA-256 of the canonical JSON of the envelope around it. */
      envelopeDigest: z.string(),
      keyId: z.string(),
      /** What speaks against the change by the tenant's own rules. */
      objections: z.array(z.string()),
      by,
    }),
  },
  PolicyPublished: {
    schema: 3,
    says: "The revision became the tenant's active policy in the same append.",
    data: z.object({
      ...revision,
      supersedes: z.number().int().nullable(),
      by,
      comment,
      separationOfDuties,
      signature,
      /** SHA-256 of the change dossier it was published with; null when there was none. */
      dossier: z.string().nullable(),
    }),
    upcasts: {
      1: (data) => ({ ...data, by: '', comment: null, separationOfDuties: 'relaxed', signature: null }),
      2: (data) => ({ ...data, dossier: null }),
    },
  },
  PolicyRolledBack: {
    schema: 1,
    says: 'The revision published before the last one became the active policy again in the same append.',
    data: z.object({ ...revision, from: z.number().int(), by, reason: z.string(), signature }),
  },
});
export type PolicyEvent = EventsOf<typeof policyEvents>;
