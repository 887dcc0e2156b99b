import { TenantDirectory } from '#features/tenants/contract';
import { refuse } from '#libs/event-sourcing';
import { handling } from '#platform/operations/caller';
import { GovernanceDesk } from './governance-desk.js';
import { GetPolicyGovernance, SetPolicyGovernance, SetSeparationOfDuties } from './operations.js';

/** What carries out each operation. */
export const handlers = [
  handling(GetPolicyGovernance, [GovernanceDesk], ({ caller }, desk) => desk.view(caller.principal.tenant)),
  handling(SetPolicyGovernance, [GovernanceDesk], ({ input, caller: { context } }, desk) =>
    desk.set(context, { type: 'SetPolicyGovernance', ...input }),
  ),
  handling(
    SetSeparationOfDuties,
    [GovernanceDesk, TenantDirectory],
    async ({ input: { tenant, ...change }, caller: { context } }, desk, tenants) => {
      // A tenant that is there stays there, so this may be asked before the append.
      if (!(await tenants.find(tenant))) return refuse('NOT_FOUND', `there is no tenant ${tenant}`);
      return desk.set({ ...context, tenant }, { type: 'SetSeparationOfDuties', ...change });
    },
  ),
];
