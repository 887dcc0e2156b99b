import { z } from 'zod';
import { actedBy, LedgerReceipt, pageAnswer } from '#libs/operations';

export const TenantView = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Tenant' });
/** What of a tenant's traffic is let through to its other controls. */
export const TENANT_STATES = ['open', 'paused', 'killed'] as const;
export type TenantState = (typeof TENANT_STATES)[number];

export const TenantSummary = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(TENANT_STATES).describe('Whether a kill or a pause covers the whole tenant, set by itself or for it.'),
    createdAt: z.string(),
    ...actedBy('createdBy'),
  })
  .meta({ id: 'TenantSummary' });
export type TenantSummary = z.input<typeof TenantSummary>;
export const TenantPage = pageAnswer('TenantPage', TenantSummary);

export const TenantCreated = z.object({ tenant: TenantView, ledger: LedgerReceipt }).meta({ id: 'TenantCreatedAnswer' });
