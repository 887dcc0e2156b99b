import { z } from 'zod';
import { CommandError } from './exit.js';

/** What this client relies on in the server's answers; members it does not name pass through. */
export const TokenAnswer = z.looseObject({
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Seconds. */
  expiresIn: z.number().optional(),
});

export const Receipt = z.looseObject({
  position: z.number(),
  digest: z.string(),
  chain: z.string(),
  recordedAt: z.string().optional(),
});

export const VERDICTS = ['ALLOW', 'DENY', 'REQUIRE_APPROVAL', 'MODIFY', 'DEFER'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const DecisionAnswer = z.looseObject({
  decisionId: z.string(),
  verdict: z.enum(VERDICTS),
  code: z.string(),
  reason: z.string().nullish(),
  rule: z.string().nullish(),
  policy: z.looseObject({ id: z.string(), revision: z.number(), digest: z.string() }).nullish(),
  risk: z.unknown().optional(),
  obligations: z.array(z.unknown()).nullish(),
  changes: z.looseObject({}).nullish(),
  retryAfter: z.number().nullish(),
  approval: z.looseObject({ id: z.string() }).nullish(),
  ledger: Receipt,
});
export type DecisionAnswer = z.output<typeof DecisionAnswer>;

export const LedgerHead = z.looseObject({
  tenant: z.string(),
  position: z.number(),
  chain: z.string(),
  at: z.string().nullish(),
});

export const StreamMessage = z.looseObject({
  type: z.string(),
  position: z.number().optional(),
  event: z.looseObject({}).optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
});
export type StreamMessage = z.output<typeof StreamMessage>;

/** RFC 9457, as far as it is shown. */
export const Problem = z.looseObject({
  code: z.string(),
  detail: z.string().optional(),
  title: z.string().optional(),
  requestId: z.string().optional(),
});

export const ListAnswer = z.looseObject({ items: z.array(z.looseObject({})), nextCursor: z.string().nullish() });

/** Throws a CommandError when the server answered something this client does not understand. */
export function understood<S extends z.ZodType>(schema: S, answer: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new CommandError('UNEXPECTED_ANSWER', `the server's ${what} has an unexpected shape${where && ` at ${where}`}`);
}
