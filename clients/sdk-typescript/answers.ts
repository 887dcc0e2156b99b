import { z } from 'zod';
import { VERDICTS } from '#libs/policy-answer';

/** What this client relies on; members it does not name pass through. */
export const Receipt = z.looseObject({
  position: z.number(),
  digest: z.string(),
  chain: z.string(),
  recordedAt: z.string(),
});
export type Receipt = z.output<typeof Receipt>;

const Obligations = z.array(z.record(z.string(), z.unknown()));

export const DecisionAnswer = z.looseObject({
  decisionId: z.string(),
  sessionId: z.string(),
  verdict: z.enum(VERDICTS),
  code: z.string(),
  reason: z.string(),
  rule: z.string(),
  policy: z.looseObject({ id: z.string(), revision: z.number(), digest: z.string() }).nullable(),
  risk: z.string(),
  obligations: Obligations,
  /** With MODIFY: what to change before the call runs. */
  changes: z.record(z.string(), z.unknown()).optional(),
  /** With DEFER: seconds to wait before asking again. */
  retryAfter: z.number().optional(),
  ledger: Receipt,
});
export type DecisionAnswer = z.output<typeof DecisionAnswer>;

export const BatchAnswer = z.looseObject({ items: z.array(z.looseObject({})) });
export const RefusedItem = z.looseObject({ code: z.string(), status: z.number().min(400) });

export const OutcomeAnswer = z.looseObject({ decisionId: z.string(), status: z.string(), ledger: Receipt });
export type OutcomeAnswer = z.output<typeof OutcomeAnswer>;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The revision a service is to enforce, with what it takes to evaluate and to check it. */
export const PlanAnswer = z.looseObject({
  policy: z.looseObject({
    id: z.string(),
    revision: z.number().int(),
    digest: Sha256,
    planDigest: Sha256,
    dataDigest: Sha256,
    entrypoint: z.string(),
  }),
  /** The pin that chose this revision instead of the published one. */
  pin: z.string().nullish(),
  /** Base64. */
  plan: z.string(),
  /** Base64. */
  data: z.string(),
  /** DSSE; null for a revision that nobody signed. */
  envelope: z.unknown(),
});
export type PlanAnswer = z.output<typeof PlanAnswer>;

/** What became of a batch of reported decisions. */
export const LogAnswer = z.looseObject({
  accepted: z.number().int(),
  /** Recorded before. */
  duplicates: z.number().int(),
  /** Place in the batch, from 0, and why. What is in none of the three was refused, too, but not named. */
  refused: z.array(z.looseObject({ index: z.number().int().min(0), reason: z.string() })),
});
export type LogAnswer = z.output<typeof LogAnswer>;
