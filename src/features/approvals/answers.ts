import { z } from 'zod';
import { actedBy, LedgerReceipt, pageAnswer, PastPageQuery, PastQuery, wholeNumber } from '#libs/operations';
import { APPROVAL_STATES } from './approval-states.js';
import { Workflow } from './workflow.js';

const named = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');

export const ApprovalFilter = PastPageQuery.extend({
  state: z.enum(APPROVAL_STATES).optional(),
  agent: named.optional(),
  tool: named.optional(),
});
export type ApprovalFilter = z.output<typeof ApprovalFilter>;

const MAX_WAIT_SECONDS = 60;
export const WaitQuery = PastQuery.extend({
  wait: wholeNumber(0, MAX_WAIT_SECONDS)
    .default(0)
    .describe('Seconds to wait for the request to be decided, when it is pending.'),
});

const summary = {
  id: z.string(),
  state: z.enum(APPROVAL_STATES),
  decisionId: z.string().describe('The first decision that held the call.'),
  sessionId: z.string(),
  agent: z.string(),
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()).describe('Exactly what the tool would be called with.'),
  rule: z.string(),
  reason: z.string(),
  policy: z.object({ id: z.string(), revision: z.number().int(), digest: z.string() }),
  requestedAt: z.string(),
  expiresAt: z.string(),
  ledger: LedgerReceipt,
};
export const ApprovalSummary = z.object(summary).meta({ id: 'Approval' });
export type ApprovalSummary = z.output<typeof ApprovalSummary>;
export const ApprovalPage = pageAnswer('ApprovalPage', ApprovalSummary);

const HistoryEntry = z.object({
  step: z.string().describe('What happened: the name of the event.'),
  ...actedBy('by', z.string().nullable()),
  onBehalfOf: z.string().nullable(),
  at: z.string(),
  comment: z.string().nullable(),
  position: z.number().int(),
});

export const ApprovalDetail = z
  .object({
    ...summary,
    order: Workflow.shape.order,
    onExpiry: Workflow.shape.onExpiry,
    steps: z.array(
      z.object({
        name: z.string(),
        roles: z.array(z.string()),
        people: z.array(z.string()),
        required: z.number().int(),
        given: z.number().int(),
        isOpen: z.boolean().describe('Whether it takes somebody now.'),
      }),
    ),
    history: z.array(HistoryEntry),
    facts: z.unknown().describe('Exactly what the policy saw, the session so far among it.'),
    usedBy: z.string().nullable().describe('The decision that let the call through.'),
    token: z
      .string()
      .nullable()
      .describe('For the agent that asked, once it was approved: `approvalToken` of the call. Works once.'),
  })
  .meta({ id: 'ApprovalDetail' });
export type ApprovalDetail = z.input<typeof ApprovalDetail>;

export const ApprovalChanged = z
  .object({ id: z.string(), state: z.enum(APPROVAL_STATES), ledger: LedgerReceipt })
  .meta({ id: 'ApprovalChangedAnswer' });
export type ApprovalChanged = z.output<typeof ApprovalChanged>;
