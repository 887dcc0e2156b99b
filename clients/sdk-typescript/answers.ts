import { z } from 'zod';
import { Receipt } from '../contract/answers.js';

export const BatchAnswer = z.looseObject({ items: z.array(z.looseObject({})) });
export const RefusedItem = z.looseObject({ code: z.string(), status: z.number().min(400) });

export const ApprovalAnswer = z.looseObject({ state: z.string() });

export const OutcomeAnswer = z.looseObject({ decisionId: z.string(), status: z.string(), ledger: Receipt });

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

/** What became of a batch of reported decisions. */
export const LogAnswer = z.looseObject({
  accepted: z.number().int(),
  /** Recorded before. */
  duplicates: z.number().int(),
  /** Place in the batch, from 0, and why. What is in none of the three was refused, too, but not named. */
  refused: z.array(z.looseObject({ index: z.number().int().min(0), reason: z.string() })),
});
