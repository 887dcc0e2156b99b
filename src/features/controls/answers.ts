import { z } from 'zod';
import { actedBy, LedgerReceipt, listAnswer } from '#libs/operations';
import { SCOPES } from './events.js';

export const EFFECTS = ['kill', 'pause'] as const;

export const ControlView = z
  .object({
    effect: z.enum(EFFECTS),
    scope: z.enum(SCOPES),
    target: z.string().nullable(),
    reason: z.string(),
    ...actedBy('setBy'),
    setAt: z.string(),
    position: z.number().int(),
  })
  .meta({ id: 'Control' });
export type ControlView = z.input<typeof ControlView>;
export const ControlList = listAnswer('ControlList', ControlView);

export const PastControlView = ControlView.extend({
  ...actedBy('liftedBy', z.string().nullable()),
  liftedAt: z.string().nullable(),
  liftedReason: z.string().nullable(),
}).meta({ id: 'PastControl' });
export type PastControlView = z.input<typeof PastControlView>;
export const PastControlList = listAnswer('PastControlList', PastControlView);

export const ControlAnswer = z.object({ ledger: LedgerReceipt }).meta({ id: 'ControlAnswer' });
