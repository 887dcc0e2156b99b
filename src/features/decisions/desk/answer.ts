import { z } from 'zod';
import { fromRecorded, type EventReceipt, type RecordedEvent } from '#libs/event-sourcing';
import { LedgerReceipt, receiptOf } from '#libs/operations';
import { Approval } from '../answers.js';
import { DECISION_CODES, decisionEvents, RISKS, VERDICTS, type DecisionRecorded } from '../events.js';

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
    retryAfter: z.number().optional().describe('With DEFER: seconds to wait before asking again.'),
    approval: Approval.optional().describe('The request to people that this call waits for, or that let it through.'),
    exception: z.string().optional().describe('The exception that let this call pass.'),
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
    ledger: receiptOf(receipt),
  };
}

/** The same answer from the ledger, for a request that was decided before. */
export function recordedAnswer(event: RecordedEvent): DecisionAnswer {
  const decided = fromRecorded(decisionEvents, event);
  if (decided?.type !== 'DecisionRecorded') throw new Error(`${event.id} is not the event of a decision`);
  return decisionAnswer(event.id, decided, event);
}
