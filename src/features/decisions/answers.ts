import { z } from 'zod';
import { Instant, LedgerReceipt, pageAnswer, PageQuery } from '#libs/operations';
import { DECISION_CODES, DecisionInput, OUTCOMES, RISKS, VERDICTS } from './events.js';

/** Ids and tool names hold nothing but visible ASCII; anything else cannot match and some of it the database refuses. */
const named = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');

export const DecisionFilter = PageQuery.extend({
  session: named.optional(),
  agent: named.optional(),
  tool: named.optional(),
  verdict: z.enum(VERDICTS).optional(),
  code: z.enum(DECISION_CODES).optional(),
  policy: named.optional().describe('Policy id.'),
  from: Instant.optional().describe('Decided at or after.'),
  to: Instant.optional().describe('Decided before.'),
});
export type DecisionFilter = z.output<typeof DecisionFilter>;

const Outcome = z.object({
  status: z.enum(OUTCOMES),
  at: z.string(),
  position: z.number().int(),
  durationMs: z.number().nullable(),
  result: z.unknown(),
  labels: z.array(z.string()),
  error: z.string().nullable(),
  usage: z
    .object({ tokens: z.number().int() })
    .nullable()
    .describe('What the call really used; null when the agent did not say.'),
});

export const Approval = z.object({ id: z.string(), expiresAt: z.string() });

const summary = {
  decisionId: z.string(),
  sessionId: z.string(),
  agent: z.string(),
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  verdict: z.enum(VERDICTS),
  code: z.enum(DECISION_CODES),
  rule: z.string(),
  reason: z.string(),
  risk: z.enum(RISKS),
  policy: z.object({ id: z.string(), revision: z.number().int(), digest: z.string(), dataDigest: z.string() }).nullable(),
  pin: z.string().nullable().describe('The pin that chose this revision instead of the active one.'),
  obligations: z.array(z.record(z.string(), z.unknown())),
  approval: Approval.nullable().describe('The request to people that this call waits for, or that let it through.'),
  exception: z.string().nullable().describe('The exception that let this call pass.'),
  requestId: z.string().nullable(),
  trace: z.string().nullable(),
  outcome: Outcome.nullable().describe('Null while the call is open.'),
  ledger: LedgerReceipt,
};
export const DecisionSummary = z.object(summary).meta({ id: 'Decision' });
export type DecisionSummary = z.output<typeof DecisionSummary>;

export const DecisionDetail = z
  .object({
    ...summary,
    facts: DecisionInput.meta({ type: 'object' }).describe('Exactly what the policy saw.'),
    controlsRevision: z.number().int(),
    riskNote: z.string().nullable(),
    explanation: z
      .unknown()
      .describe(
        'Which rules produced a value, what stopped the others, and what was read: the recorded policy run again on the recorded facts. Null when no policy was asked.',
      ),
  })
  .meta({ id: 'DecisionDetail' });
export type DecisionDetail = z.output<typeof DecisionDetail>;

export const DecisionPage = pageAnswer('DecisionPage', DecisionSummary);
