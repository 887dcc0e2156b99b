import { z } from 'zod';
import type { Json, JsonObject } from '#libs/event-sourcing';
import { VERDICTS, type DecisionCode, type Verdict } from './events.js';

const text = z.string().max(2_000);

/** What a policy's entrypoint must answer with. Anything else is POLICY_ERROR, and POLICY_ERROR denies. */
export const PolicyAnswer = z.strictObject({
  verdict: z.enum(VERDICTS),
  rule: text.min(1),
  reason: text.min(1),
  obligations: z.array(z.record(z.string(), z.unknown())).max(64).default([]),
  changes: z.record(z.string(), z.unknown()).optional(),
  retryAfter: z.number().min(1).max(86_400).optional(),
});

export interface Ruling {
  readonly verdict: Verdict;
  readonly code: DecisionCode;
  readonly rule: string;
  readonly reason: string;
  readonly obligations: JsonObject[];
  readonly changes: JsonObject | null;
  readonly retryAfter: number | null;
}

const CODE: Record<Verdict, DecisionCode> = {
  ALLOW: 'ALLOWED',
  DENY: 'POLICY_DENIED',
  REQUIRE_APPROVAL: 'APPROVAL_REQUIRED',
  MODIFY: 'MODIFIED',
  DEFER: 'DEFERRED',
};
const DEFER_SECONDS = 60;

/** The ruling a policy's answer stands for; undefined, malformed or contradictory answers are denied. */
export function rulingOf(answer: Json | undefined): Ruling {
  if (answer === undefined) return policyError('the policy is undefined for this input');
  const parsed = PolicyAnswer.safeParse(answer);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return policyError(
      `the policy answered with something that is no decision: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
  const { verdict, rule, reason, obligations, changes, retryAfter } = parsed.data;
  if ((verdict === 'MODIFY') !== (changes !== undefined)) return policyError('MODIFY and `changes` must come together');
  return {
    verdict,
    code: CODE[verdict],
    rule,
    reason,
    obligations: obligations as JsonObject[],
    changes: (changes as JsonObject | undefined) ?? null,
    retryAfter: verdict === 'DEFER' ? (retryAfter ?? DEFER_SECONDS) : null,
  };
}

export function policyError(reason: string): Ruling {
  return stopped('DENY', 'POLICY_ERROR', 'writ.policy-error', reason);
}

/** A ruling that no policy made. */
export function stopped(
  verdict: Verdict,
  code: DecisionCode,
  rule: string,
  reason: string,
  retryAfter: number | null = null,
): Ruling {
  return { verdict, code, rule, reason, obligations: [], changes: null, retryAfter };
}
