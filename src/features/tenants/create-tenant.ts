import { Inject, Injectable } from '@nestjs/common';
import { Controls, GLOBAL_CONTROLS } from '#features/controls/contract';
import { type AppendReceipt, type CommandContext, isRefusal, type Refusal } from '#libs/event-sourcing';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { TENANTS_STREAM, TenantRegistry } from './contract.js';
import { LedgerTenantDirectory } from './tenant-directory.js';

/**
 * Creates a tenant under whatever deployment-wide kills and pauses are set. The condition on the global controls closes
 * the race: a kill either finds the tenant in the list, or makes this append conflict and be tried again after it.
 */
@Injectable()
export class CreateTenant extends TenantRegistry {
  constructor(
    @Inject(LedgerTenantDirectory) private readonly directory: LedgerTenantDirectory,
    @Inject(Controls) private readonly controls: Controls,
  ) {
    super();
  }

  async create(context: CommandContext, tenant: string, name: string): Promise<AppendReceipt | Refusal> {
    const handled = await this.directory.streams.handle(
      { ...context, tenant: DEPLOYMENT_LEDGER },
      TENANTS_STREAM,
      { type: 'CreateTenant', tenant, name },
      {
        together: async () => {
          const at = await this.controls.globalRevision();
          const refused = await this.controls.inheritGlobal(tenant);
          return refused ?? [{ stream: GLOBAL_CONTROLS, expect: at, events: [] }];
        },
      },
    );
    return isRefusal(handled) ? handled : (handled.receipt as AppendReceipt);
  }
}
