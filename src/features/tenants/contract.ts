import type { AppendReceipt, CommandContext, Refusal } from '#libs/event-sourcing';

export { tenantEvents, type TenantEvent } from './events.js';
export { TenantId } from './commands.js';

/** In the deployment's ledger: every tenant that was ever created. */
export const TENANTS_STREAM = 'deployment/tenants';

/** Creating tenants, for the deployment's owner and the demo seed. */
export abstract class TenantRegistry {
  abstract create(context: CommandContext, tenant: string, name: string): Promise<AppendReceipt | Refusal>;
}

/** Which tenants there are, read from the ledger. */
export abstract class TenantDirectory {
  abstract all(): Promise<readonly string[]>;
  abstract find(tenant: string): Promise<{ readonly id: string; readonly name: string } | undefined>;
}
