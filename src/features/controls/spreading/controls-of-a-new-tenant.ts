import { Inject, Injectable } from '@nestjs/common';
import { TenantBeginning } from '#features/tenants/contract';
import type { Refusal, StreamWrite } from '#libs/event-sourcing';
import { Controls, GLOBAL_CONTROLS } from '../contract.js';

/**
 * A tenant begins under the deployment-wide kills and pauses. The condition on them closes the race: a kill either finds the
 * tenant in the list, or makes its creation conflict and be tried again after it.
 */
@Injectable()
export class ControlsOfANewTenant extends TenantBeginning {
  constructor(@Inject(Controls) private readonly controls: Controls) {
    super();
  }

  async joining(tenant: string): Promise<readonly StreamWrite[] | Refusal> {
    const at = await this.controls.globalRevision();
    const refused = await this.controls.inheritGlobal(tenant);
    return refused ?? [{ stream: GLOBAL_CONTROLS, expect: at, events: [] }];
  }
}
