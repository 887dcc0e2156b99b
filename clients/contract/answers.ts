import { z } from 'zod';
import { VERDICTS } from '#libs/ruling';
import type * as said from './decided.js';

export const Receipt = z.looseObject({
  position: z.number(),
  digest: z.string(),
  chain: z.string(),
  recordedAt: z.string(),
});
export type Receipt = said.Receipt;

const Obligations = z.array(z.record(z.string(), z.unknown()));

export const DecisionAnswer = z.looseObject({
  decisionId: z.string(),
  sessionId: z.string(),
  verdict: z.enum(VERDICTS),
  code: z.string(),
  reason: z.string(),
  rule: z.string(),
  policy: z.looseObject({ id: z.string(), revision: z.number(), digest: z.string() }).nullable(),
  /** What chose that revision instead of the active one. */
  pin: z.string().optional(),
  risk: z.string(),
  obligations: Obligations,
  /** With MODIFY: what to change before the call runs. */
  changes: z.record(z.string(), z.unknown()).optional(),
  /** With DEFER: seconds to wait before asking again. */
  retryAfter: z.number().optional(),
  /** What a held call waits for. */
  approval: z.looseObject({ id: z.string() }).optional(),
  /** What let the call pass. */
  exception: z.string().optional(),
  /** Of those that are about the call, the one with the least room left. */
  limit: z.looseObject({ name: z.string(), limit: z.number(), remaining: z.number(), resetSeconds: z.number() }).optional(),
  ledger: Receipt,
});
export type DecisionAnswer = said.DecisionAnswer;
