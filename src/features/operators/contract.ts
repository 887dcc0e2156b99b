import type { AppendReceipt, CommandContext, Refusal } from '#libs/event-sourcing';
import type { TENANT_ROLES } from './commands.js';

export { TENANT_ROLES } from './commands.js';
export { operatorEvents, type OperatorEvent } from './events.js';

export interface NewOperator {
  readonly id: string;
  readonly clientId: string;
  /** Shown once. */
  readonly clientSecret: string;
  readonly receipt: AppendReceipt;
}

/** Registering operators, for tenants' first one and for the demo seed, and what they are called. */
export abstract class OperatorRegistry {
  abstract register(
    context: CommandContext,
    name: string,
    roles: readonly (typeof TENANT_ROLES)[number][],
  ): Promise<NewOperator | Refusal>;
  /** Whether an operator of this tenant could sign in with it now. */
  abstract proves(tenant: string, clientId: string, clientSecret: string): Promise<boolean>;
  /** As the ledger has it now; undefined when there is no such operator. */
  abstract nameOf(tenant: string, operator: string): Promise<string | undefined>;
}
