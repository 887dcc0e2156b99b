import { z } from 'zod';
import { PinSelector } from '#features/controls/contract';
import { actedBy, LedgerReceipt, listAnswer } from '#libs/operations';

export const PinView = z
  .object({
    pin: z.string(),
    selector: z.object({ agent: PinSelector.shape.agent, session: PinSelector.shape.session, label: PinSelector.shape.label }),
    policy: z.object({ id: z.string(), revision: z.number().int(), digest: z.string() }),
    expiresAt: z.string(),
    reason: z.string(),
    ...actedBy('setBy'),
    setAt: z.string(),
    position: z.number().int().describe("Where it is in the tenant's ledger."),
  })
  .meta({ id: 'Pin' });
export type PinView = z.input<typeof PinView>;
export const PinList = listAnswer('PinList', PinView);

export const RevisionPinned = z
  .object({ pin: z.string(), expiresAt: z.string(), ledger: LedgerReceipt })
  .meta({ id: 'RevisionPinnedAnswer' });
export const PinLifted = z.object({ pin: z.string(), ledger: LedgerReceipt }).meta({ id: 'PinLiftedAnswer' });
