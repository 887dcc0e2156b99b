import { z } from 'zod';
import { excerpt } from '#libs/bounded';
import type { Json, JsonObject } from '#libs/event-sourcing';

export const VERDICTS = ['ALLOW', 'DENY', 'REQUIRE_APPROVAL', 'MODIFY', 'DEFER'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a policy can lead to. Whoever asks it has codes of its own for what is stopped before. */
export const POLICY_CODES = ['ALLOWED', 'POLICY_DENIED', 'APPROVAL_REQUIRED', 'MODIFIED', 'DEFERRED', 'POLICY_ERROR'] as const;
export type PolicyCode = (typeof POLICY_CODES)[number];

const MAX_TEXT = 2_000;
const text = z.string().max(MAX_TEXT);

/** What a policy's entrypoint must answer with. Anything else is POLICY_ERROR, and POLICY_ERROR denies. */
export const PolicyAnswer = z.strictObject({
  verdict: z.enum(VERDICTS),
  rule: text.min(1),
  reason: text.min(1),
  obligations: z.array(z.record(z.string(), z.unknown())).max(64).default([]),
  changes: z.record(z.string(), z.unknown()).optional(),
  retryAfter: z.number().min(1).max(86_400).optional(),
});

export interface Ruling<Code extends string = PolicyCode> {
  readonly verdict: Verdict;
  readonly code: Code;
  readonly rule: string;
  readonly reason: string;
  readonly obligations: JsonObject[];
  /** With MODIFY: what to change before the call runs, else null. */
  readonly changes: JsonObject | null;
  /** With DEFER: seconds to wait before asking again, else null. */
  readonly retryAfter: number | null;
}

const CODE: Record<Verdict, PolicyCode> = {
  ALLOW: 'ALLOWED',
  DENY: 'POLICY_DENIED',
  REQUIRE_APPROVAL: 'APPROVAL_REQUIRED',
  MODIFY: 'MODIFIED',
  DEFER: 'DEFERRED',
};
/** Where a policy does not say how long to wait. */
export const DEFER_SECONDS = 60;
/** Longest reason a failure gives; what an engine or a policy says may hold a whole document. */
const MAX_FAILURE_REASON = 500;
/** Characters of obligations, and of changes, at most: the event they are recorded in must fit the ledger. */
const MAX_DOCUMENT = 65_536;
const MAX_DEPTH = 32;

/** The ruling a policy's answer stands for; undefined, malformed or contradictory answers are denied. */
export function rulingOf(answer: Json | undefined): Ruling {
  if (answer === undefined) return policyError('the policy is undefined for this input');
  const usual = usualRuling(answer);
  if (usual) return usual;
  const parsed = PolicyAnswer.safeParse(answer);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return policyError(
      `the policy answered with something that is no decision: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
  const { verdict, rule, reason, obligations, changes, retryAfter } = parsed.data;
  if ((verdict === 'MODIFY') !== (changes !== undefined)) return policyError('MODIFY and `changes` must come together');
  if (!rule.isWellFormed() || !reason.isWellFormed()) return policyError('`rule` or `reason` holds a lone surrogate');
  // Looked at as the policy gave them: parsing drops a `__proto__` member, and then another obligation would be recorded.
  const given = answer as { readonly obligations?: Json; readonly changes?: Json };
  if (weigh(given.obligations, 0) > MAX_DOCUMENT)
    return policyError('`obligations` cannot be recorded: too large, too deep or no plain JSON');
  if (weigh(given.changes, 0) > MAX_DOCUMENT)
    return policyError('`changes` cannot be recorded: too large, too deep or no plain JSON');
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

/** What nearly every answer is like is found out without the general way, and comes to the same. */
function usualRuling(answer: Json): Ruling | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined;
  const { verdict, rule, reason, obligations, ...others } = answer as JsonObject;
  for (const _ in others) return undefined;
  if (verdict !== 'ALLOW' && verdict !== 'DENY' && verdict !== 'REQUIRE_APPROVAL') return undefined;
  if (!isUsualText(rule) || !isUsualText(reason)) return undefined;
  if (obligations !== undefined && !(Array.isArray(obligations) && obligations.length === 0)) return undefined;
  return { verdict, code: CODE[verdict], rule, reason, obligations: [], changes: null, retryAfter: null };
}

function isUsualText(value: Json | undefined): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT && value.isWellFormed();
}

export function policyError(reason: string): Ruling {
  return stopped('DENY', 'POLICY_ERROR', 'writ.policy-error', excerpt(reason, MAX_FAILURE_REASON));
}

/** The rule of a denial because a policy could not be asked at all: whoever asks it later may well get an answer. */
export const POLICY_NOT_ASKED = 'writ.policy-unusable';

export function policyNotAsked(reason: string): Ruling {
  return stopped('DENY', 'POLICY_ERROR', POLICY_NOT_ASKED, excerpt(reason, MAX_FAILURE_REASON));
}

/** Roughly how many characters a value takes in the record; infinite for one that has no canonical form. */
function weigh(value: Json | undefined, depth: number): number {
  if (value === undefined) return 0;
  if (typeof value === 'string') return value.isWellFormed() ? value.length + 2 : Number.POSITIVE_INFINITY;
  if (typeof value === 'number') return Number.isFinite(value) ? 8 : Number.POSITIVE_INFINITY;
  if (typeof value !== 'object' || value === null) return 5;
  if (depth >= MAX_DEPTH || Object.hasOwn(value, '__proto__')) return Number.POSITIVE_INFINITY;
  let weight = 2;
  for (const [name, item] of Object.entries(value)) weight += weigh(name, depth) + weigh(item as Json, depth + 1);
  return weight;
}

/** A ruling that no policy made. */
export function stopped<Code extends string>(
  verdict: Verdict,
  code: Code,
  rule: string,
  reason: string,
  retryAfter: number | null = null,
): Ruling<Code> {
  return { verdict, code, rule, reason, obligations: [], changes: null, retryAfter };
}
