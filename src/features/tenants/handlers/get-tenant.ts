import { Inject } from '@nestjs/common';
import { refuse } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { isDeploymentOwner } from '#platform/auth/access';
import type { Asked, Handles } from '#platform/operations/caller';
import { TenantDirectory } from '../contract.js';
import { GetTenant } from '../operations.js';

/** An operator may look at the own tenant, the deployment's owner at any; everything else does not exist. */
@Handler(GetTenant)
export class GetTenantHandler implements Handles<typeof GetTenant> {
  constructor(@Inject(TenantDirectory) private readonly tenants: TenantDirectory) {}

  async execute({ input: { id }, caller: { principal } }: Asked<typeof GetTenant>) {
    const visible = principal.tenant === id || isDeploymentOwner(principal);
    const tenant = visible ? await this.tenants.find(id) : undefined;
    return tenant ?? refuse('NOT_FOUND', `there is no tenant ${id}`);
  }
}
