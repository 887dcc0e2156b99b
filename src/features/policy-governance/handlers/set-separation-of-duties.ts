import { Inject } from '@nestjs/common';
import { TenantDirectory } from '#features/tenants/contract';
import { refuse } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import type { Asked, Handles } from '#platform/operations/caller';
import { GovernanceDesk } from '../governance-desk.js';
import { SetSeparationOfDuties } from '../operations.js';

@Handler(SetSeparationOfDuties)
export class SetSeparationOfDutiesHandler implements Handles<typeof SetSeparationOfDuties> {
  constructor(
    @Inject(GovernanceDesk) private readonly desk: GovernanceDesk,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
  ) {}

  async execute({ input: { tenant, ...change }, caller: { context } }: Asked<typeof SetSeparationOfDuties>) {
    // A tenant that is there stays there, so this may be asked before the append.
    if (!(await this.tenants.find(tenant))) return refuse('NOT_FOUND', `there is no tenant ${tenant}`);
    return this.desk.set({ ...context, tenant }, { type: 'SetSeparationOfDuties', ...change });
  }
}
