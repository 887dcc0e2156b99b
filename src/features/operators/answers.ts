import { z } from 'zod';
import { LedgerReceipt } from '#libs/operations';
import { TENANT_ROLES } from './commands.js';

export const OperatorAnswer = z
  .object({
    operator: z.object({ id: z.string(), name: z.string(), roles: z.array(z.enum(TENANT_ROLES)) }),
    clientId: z.string(),
    clientSecret: z.string().describe('Shown once; store it now.'),
    ledger: LedgerReceipt,
  })
  .meta({ id: 'OperatorAnswer' });
