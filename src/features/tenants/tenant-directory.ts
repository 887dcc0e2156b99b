import { Inject, Injectable } from '@nestjs/common';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import type { TenantCommand } from './commands.js';
import { TenantDirectory, TENANTS_STREAM } from './contract.js';
import { tenants, type TenantsState } from './decider.js';
import { tenantEvents } from './events.js';
import type { TenantRefusalCode } from './refusals.js';

@Injectable()
export class LedgerTenantDirectory extends TenantDirectory {
  readonly streams: StreamKind<TenantCommand, typeof tenantEvents, TenantsState, TenantRefusalCode>;

  constructor(@Inject(Ledger) ledger: Ledger) {
    super();
    this.streams = ledger.streams(tenantEvents, tenants, 1);
  }

  async all(): Promise<readonly string[]> {
    return [...(await this.refreshed()).keys()];
  }

  async find(tenant: string): Promise<{ id: string; name: string } | undefined> {
    const name = (await this.refreshed()).get(tenant);
    return name === undefined ? undefined : { id: tenant, name };
  }

  private async refreshed(): Promise<TenantsState> {
    return (await this.streams.states.refresh(DEPLOYMENT_LEDGER, TENANTS_STREAM)).state;
  }
}
