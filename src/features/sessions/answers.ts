import { z } from 'zod';
import { LedgerReceipt, pageAnswer } from '#libs/operations';

export const SessionView = z
  .object({
    id: z.string(),
    agent: z.string(),
    tags: z.array(z.string()),
    parentSessionId: z.string().nullable(),
    openedAt: z.string(),
    closedAt: z.string().nullable(),
    lastAt: z.string().describe('When the last call was decided.'),
    decisions: z.number().int(),
    allowed: z.number().int(),
  })
  .meta({ id: 'Session' });
export type SessionView = z.output<typeof SessionView>;
export const SessionPage = pageAnswer('SessionPage', SessionView);

export const SessionAnswer = z
  .object({ session: z.object({ id: z.string(), agent: z.string() }), ledger: LedgerReceipt })
  .meta({ id: 'SessionAnswer' });
