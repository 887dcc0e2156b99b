import { Inject } from '@nestjs/common';
import { Controls, GLOBAL_CONTROLS } from '#features/controls/contract';
import { isRefusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import type { Asked, Handles } from '#platform/operations/caller';
import { TENANTS_STREAM } from '../contract.js';
import { CreateTenant } from '../operations.js';
import { LedgerTenantDirectory } from '../tenant-directory.js';

/**
 * Creates a tenant under whatever deployment-wide kills and pauses are set. The condition on the global controls closes
 * the race: a kill either finds the tenant in the list, or makes this append conflict and be tried again after it.
 */
@Handler(CreateTenant)
export class CreateTenantHandler implements Handles<typeof CreateTenant> {
  constructor(
    @Inject(LedgerTenantDirectory) private readonly tenants: LedgerTenantDirectory,
    @Inject(Controls) private readonly controls: Controls,
  ) {}

  async execute({ input: { id, name }, caller: { context } }: Asked<typeof CreateTenant>) {
    const done = await this.tenants.streams.handle(
      { ...context, tenant: DEPLOYMENT_LEDGER },
      TENANTS_STREAM,
      { type: 'CreateTenant', tenant: id, name },
      {
        together: async () => {
          const at = await this.controls.globalRevision();
          const refused = await this.controls.inheritGlobal(id);
          return refused ?? [{ stream: GLOBAL_CONTROLS, expect: at, events: [] }];
        },
      },
    );
    return isRefusal(done) ? done : { tenant: { id, name }, ledger: lastReceipt(done.receipt) };
  }
}
