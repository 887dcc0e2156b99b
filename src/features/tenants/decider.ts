import { decider, refuse } from '#libs/event-sourcing';
import type { TenantCommand } from './commands.js';
import type { TenantEvent } from './events.js';
import type { TenantRefusalCode } from './refusals.js';

/** Names of all tenants by id. One stream holds them: there are thousands at most, and each is created once. */
export type TenantsState = ReadonlyMap<string, string>;

/** A tenant id is given once and never again. */
export const tenants = decider<TenantCommand, TenantEvent, TenantsState, TenantRefusalCode>({
  initial: new Map(),
  decide: {
    CreateTenant: ({ tenant, name }, known) =>
      known.has(tenant) ? refuse('TENANT_ALREADY_EXISTS') : [{ type: 'TenantCreated', tenant, name }],
  },
  evolve: {
    TenantCreated: (known, { tenant, name }) => new Map(known).set(tenant, name),
  },
});
