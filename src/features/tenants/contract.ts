export { tenantEvents, type TenantEvent } from './events.js';
export { TenantId } from './commands.js';
export { CreateTenant } from './operations.js';

/** In the deployment's ledger: every tenant that was ever created. */
export const TENANTS_STREAM = 'deployment/tenants';

/** Which tenants there are, read from the ledger. */
export abstract class TenantDirectory {
  abstract all(): Promise<readonly string[]>;
  abstract find(tenant: string): Promise<{ readonly id: string; readonly name: string } | undefined>;
}
