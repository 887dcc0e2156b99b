import { isRefusal, refuse } from '#libs/event-sourcing';
import { lastReceipt } from '#libs/operations';
import { isDeploymentOwner } from '#platform/auth/access';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { handling } from '#platform/operations/caller';
import { TenantBeginning, TenantDirectory, TENANTS_STREAM } from './contract.js';
import { CreateTenant, GetTenant, ListTenants } from './operations.js';
import { LedgerTenantDirectory } from './tenant-directory.js';
import { TenantList } from './tenant-list.js';

/** What carries out each operation. */
export const handlers = [
  // Creates a tenant under whatever holds for all tenants at that moment.
  handling(
    CreateTenant,
    [LedgerTenantDirectory, TenantBeginning],
    async ({ input: { id, name }, caller: { context } }, tenants, beginning) => {
      const done = await tenants.streams.handle(
        { ...context, tenant: DEPLOYMENT_LEDGER },
        TENANTS_STREAM,
        { type: 'CreateTenant', tenant: id, name },
        {
          together: () => beginning.joining(id),
        },
      );
      return isRefusal(done) ? done : { tenant: { id, name }, ledger: lastReceipt(done.receipt) };
    },
  ),
  handling(ListTenants, [TenantList], ({ input }, tenants) => tenants.page(input)),
  // An operator may look at the own tenant, the deployment's owner at any; everything else does not exist.
  handling(GetTenant, [TenantDirectory], async ({ input: { id }, caller: { principal } }, tenants) => {
    const visible = principal.tenant === id || isDeploymentOwner(principal);
    const tenant = visible ? await tenants.find(id) : undefined;
    return tenant ?? refuse('NOT_FOUND', `there is no tenant ${id}`);
  }),
];
