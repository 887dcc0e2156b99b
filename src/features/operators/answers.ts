import { z } from 'zod';
import { actedBy, LedgerReceipt, pageAnswer } from '#libs/operations';
import { TENANT_ROLES } from './commands.js';

export const OperatorAnswer = z
  .object({
    operator: z.object({ id: z.string(), name: z.string(), roles: z.array(z.enum(TENANT_ROLES)) }),
    clientId: z.string(),
    clientSecret: z.string().describe('Shown once; store it now.'),
    ledger: LedgerReceipt,
  })
  .meta({ id: 'OperatorAnswer' });

export const OperatorView = z
  .object({
    id: z.string(),
    name: z.string(),
    roles: z.array(z.enum(TENANT_ROLES)),
    clientId: z.string(),
    registeredAt: z.string(),
    ...actedBy('registeredBy'),
    secretRotatedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    ...actedBy('endedBy', z.string().nullable()),
  })
  .meta({ id: 'Operator' });
export type OperatorView = z.input<typeof OperatorView>;
export const OperatorPage = pageAnswer('OperatorPage', OperatorView);

export const OperatorSecretRotated = z
  .object({ clientId: z.string(), clientSecret: z.string().describe('Shown once; store it now.'), ledger: LedgerReceipt })
  .meta({ id: 'OperatorSecretRotatedAnswer' });
export const OperatorRolesChanged = z
  .object({
    operator: z.string(),
    roles: z.array(z.enum(TENANT_ROLES)),
    ledger: LedgerReceipt.nullable().describe('Null when the operator had these roles already.'),
  })
  .meta({ id: 'OperatorRolesChangedAnswer' });
export const OperatorEnded = z.object({ operator: z.string(), ledger: LedgerReceipt }).meta({ id: 'OperatorEndedAnswer' });
