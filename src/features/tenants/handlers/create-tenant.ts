import { Inject } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import type { Asked, Handles } from '#platform/operations/caller';
import { TenantBeginning, TENANTS_STREAM } from '../contract.js';
import { CreateTenant } from '../operations.js';
import { LedgerTenantDirectory } from '../tenant-directory.js';

/** Creates a tenant under whatever holds for all tenants at that moment. */
@Handler(CreateTenant)
export class CreateTenantHandler implements Handles<typeof CreateTenant> {
  constructor(
    @Inject(LedgerTenantDirectory) private readonly tenants: LedgerTenantDirectory,
    @Inject(TenantBeginning) private readonly beginning: TenantBeginning,
  ) {}

  async execute({ input: { id, name }, caller: { context } }: Asked<typeof CreateTenant>) {
    const done = await this.tenants.streams.handle(
      { ...context, tenant: DEPLOYMENT_LEDGER },
      TENANTS_STREAM,
      { type: 'CreateTenant', tenant: id, name },
      {
        together: () => this.beginning.joining(id),
      },
    );
    return isRefusal(done) ? done : { tenant: { id, name }, ledger: lastReceipt(done.receipt) };
  }
}
