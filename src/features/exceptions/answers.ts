import { z } from 'zod';
import { actedBy, LedgerReceipt, pageAnswer, PastPageQuery } from '#libs/operations';
import { EXCEPTION_STATES } from './exception-states.js';

export const ExceptionFilter = PastPageQuery.extend({ state: z.enum(EXCEPTION_STATES).optional() });
export type ExceptionFilter = z.output<typeof ExceptionFilter>;

export const ExceptionView = z
  .object({
    id: z.string(),
    state: z.enum(EXCEPTION_STATES),
    session: z.string().nullable(),
    agent: z.string().nullable(),
    tool: z.string().nullable(),
    rule: z.string().nullable(),
    seconds: z.number().int(),
    uses: z.number().int().nullable(),
    reason: z.string(),
    ...actedBy('requestedBy'),
    requestedAt: z.string(),
    ...actedBy('approvedBy', z.string().nullable()),
    expiresAt: z.string().nullable(),
    used: z.number().int().describe('How many calls passed because of it.'),
    position: z.number().int(),
  })
  .meta({ id: 'PolicyException' });
export type ExceptionView = z.input<typeof ExceptionView>;
export const ExceptionPage = pageAnswer('PolicyExceptionPage', ExceptionView);

export const ExceptionChanged = z
  .object({
    id: z.string(),
    expiresAt: z.string().nullable(),
    ledger: LedgerReceipt.nullable().describe('Null when it was so already.'),
  })
  .meta({ id: 'ExceptionChangedAnswer' });
export type ExceptionChanged = z.output<typeof ExceptionChanged>;
