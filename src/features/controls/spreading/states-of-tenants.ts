import { Inject, Injectable } from '@nestjs/common';
import { TenantStates, type TenantState } from '#features/tenants/contract';
import { Controls, covering } from '../contract.js';

@Injectable()
export class StatesOfTenants extends TenantStates {
  constructor(@Inject(Controls) private readonly controls: Controls) {
    super();
  }

  async of(tenant: string): Promise<TenantState> {
    const { kills, pauses } = (await this.controls.refreshed(tenant)).state;
    // A call of nobody and nothing is covered by what covers all calls.
    const call = { tenant, agent: '', tool: '', session: '' };
    if (covering(kills, call)) return 'killed';
    return covering(pauses, call) ? 'paused' : 'open';
  }
}
