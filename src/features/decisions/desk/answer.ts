import { z } from 'zod';
import type { EventReceipt } from '#libs/event-sourcing';
import { LedgerReceipt, receiptOf } from '#libs/operations';
import { Approval } from '../answers.js';
import { DECISION_CODES, RISKS, VERDICTS, type DecisionRecorded } from '../events.js';

/** What an agent gets back. Clients act on `verdict` and `code`; they never parse `reason`. */
export const DecisionAnswer = z
  .object({
    decisionId: z.string(),
    sessionId: z.string(),
    verdict: z.enum(VERDICTS),
    code: z.enum(DECISION_CODES),
    reason: z.string(),
    rule: z.string(),
    policy: z.object({ id: z.string(), revision: z.number().int(), digest: z.string() }).nullable(),
    pin: z.string().optional().describe('The pin that chose this revision instead of the active one.'),
    risk: z.enum(RISKS),
    obligations: z.array(z.record(z.string(), z.unknown())),
    changes: z.record(z.string(), z.unknown()).optional().describe('With MODIFY: what to change before the call runs.'),
    retryAfter: z.number().optional().describe('With DEFER, and where a limit denies: seconds to wait before asking again.'),
    approval: Approval.optional().describe('The request to people that this call waits for, or that let it through.'),
    exception: z.string().optional().describe('The exception that let this call pass.'),
    limit: z
      .object({
        name: z.string(),
        limit: z.number().int(),
        remaining: z.number().int(),
        resetSeconds: z.number().int().describe('Until there is more room, at most.'),
      })
      .optional()
      .describe('Of the limits that are about this call, the one with the least room left.'),
    ledger: LedgerReceipt,
  })
  .meta({ id: 'DecisionAnswer' });
export type DecisionAnswer = z.output<typeof DecisionAnswer>;

export const OutcomeAnswer = z
  .object({ decisionId: z.string(), status: z.string(), ledger: LedgerReceipt })
  .meta({ id: 'OutcomeAnswer' });
export type OutcomeAnswer = z.output<typeof OutcomeAnswer>;

export function decisionAnswer(
  decisionId: string,
  decided: Omit<DecisionRecorded, 'type'>,
  receipt: Pick<EventReceipt, 'position' | 'digest' | 'chain' | 'at'>,
): DecisionAnswer {
  const { verdict, code, reason, rule, policy, pin, risk, obligations, changes, retryAfter, approval, exception, input } =
    decided;
  const limit = tightest(input, verdict);
  return {
    decisionId,
    sessionId: input.session.id,
    verdict,
    code,
    reason,
    rule,
    policy: policy && { id: policy.id, revision: policy.revision, digest: policy.digest },
    ...(pin !== null && { pin }),
    risk,
    obligations: obligations as Record<string, unknown>[],
    ...(changes !== null && { changes: changes as Record<string, unknown> }),
    ...(retryAfter !== null && { retryAfter }),
    ...(approval !== null && { approval }),
    ...(exception !== null && { exception }),
    ...(limit && { limit }),
    ledger: receiptOf(receipt),
  };
}

function tightest({ limits = {} }: DecisionRecorded['input'], verdict: DecisionRecorded['verdict']): DecisionAnswer['limit'] {
  const isCounted = verdict === 'ALLOW' || verdict === 'MODIFY';
  let found: DecisionAnswer['limit'];
  for (const [name, { limit, used, adds, resetSeconds, action }] of Object.entries(limits)) {
    const remaining = Math.max(0, limit - used - (isCounted ? adds : 0));
    if (action === 'deny' && (!found || remaining / (limit || 1) < found.remaining / (found.limit || 1)))
      found = { name, limit, remaining, resetSeconds };
  }
  return found;
}
