import { z } from 'zod';
import { LedgerReceipt } from '#libs/operations';

export const TenantView = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Tenant' });
export const TenantCreated = z.object({ tenant: TenantView, ledger: LedgerReceipt }).meta({ id: 'TenantCreatedAnswer' });
