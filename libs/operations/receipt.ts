import { z } from 'zod';
import type { AppendReceipt, EventReceipt } from '#libs/event-sourcing';

/** Proof that what was answered is in the ledger. */
export const LedgerReceipt = z
  .object({
    position: z
      .number()
      .int()
      .describe("Position in the tenant's ledger, 1..N; send it as Writ-Min-Position to read your own write."),
    digest: z.string().describe('SHA-256 of the canonical event, hex.'),
    chain: z.string().describe('Hash chain up to and including this event, hex.'),
    recordedAt: z.string().describe('RFC 3339 time with microseconds, never decreasing along a ledger.'),
  })
  .meta({ id: 'LedgerReceipt' });
export type LedgerReceipt = z.output<typeof LedgerReceipt>;

export function receiptOf(event: Pick<EventReceipt, 'position' | 'digest' | 'chain' | 'at'>): LedgerReceipt {
  return { position: event.position, digest: event.digest, chain: event.chain, recordedAt: event.at };
}

/** The receipt of the last event of an append: reading up to it shows everything the append did. */
export function lastReceipt(receipt: AppendReceipt | undefined): LedgerReceipt {
  const last = receipt?.events.at(-1);
  if (!last) throw new Error('a mutation appended nothing');
  return receiptOf(last);
}
