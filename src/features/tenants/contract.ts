import type { Refusal, StreamWrite } from '#libs/event-sourcing';
import type { TenantState } from './answers.js';

export { tenantEvents, type TenantEvent } from './events.js';
export { TenantId } from './commands.js';
export { CreateTenant } from './operations.js';
export type { TenantState } from './answers.js';

/** In the deployment's ledger: every tenant that was ever created. */
export const TENANTS_STREAM = 'deployment/tenants';

/** Which tenants there are, read from the ledger. */
export abstract class TenantDirectory {
  abstract all(): Promise<readonly string[]>;
  abstract find(tenant: string): Promise<{ readonly id: string; readonly name: string } | undefined>;
}

/** What must come with a new tenant. The feature that knows of deployment-wide kills and pauses provides it. */
export abstract class TenantBeginning {
  /**
   * Brings the ledger of a tenant that is about to exist in line with what holds for all, and gives what its creation is to be
   * appended with; asked anew on each attempt.
   */
  abstract joining(tenant: string): Promise<readonly StreamWrite[] | Refusal>;
}

/** Whether tenants are stopped as a whole. The feature that stops them provides it. */
export abstract class TenantStates {
  /** As its ledger has it now. */
  abstract of(tenant: string): Promise<TenantState>;
}
