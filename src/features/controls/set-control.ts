import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { TenantDirectory } from '#features/tenants/contract';
import { isDeploymentOwner } from '#platform/auth/access';
import { DEPLOYMENT_LEDGER, type OperatorPrincipal } from '#platform/auth/principal';
import { refuseWith, RefusalError } from '#platform/http/problem-details';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import type { ControlRequest } from './commands.js';
import type { ControlRefusalCode } from './refusals.js';
import { Switchboard } from './switchboard.js';

export const ControlAnswer = z.object({ ledger: LedgerReceipt }).meta({ id: 'ControlAnswer' });

type Verb = 'EngageKillSwitch' | 'ReleaseKillSwitch' | 'PauseTraffic' | 'ResumeTraffic';

/** Whose ledger an operator's kill or pause belongs to: REST and GraphQL ask here. */
@Injectable()
export class SetControl {
  constructor(
    @Inject(Switchboard) private readonly switchboard: Switchboard,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
  ) {}

  async execute(
    verb: Verb,
    request: z.output<typeof ControlRequest>,
    operator: OperatorPrincipal,
    facts: RequestFacts,
  ): Promise<{ ledger: LedgerReceipt }> {
    const command = { type: verb, scope: request.scope, target: request.target ?? null, reason: request.reason };
    if (request.scope === 'global') {
      if (!isDeploymentOwner(operator)) throw refuseWith('FORBIDDEN', 'the scope global is for the owner of the deployment');
      const handled = orThrow(await this.switchboard.switchGlobal(commandContext(facts, operator), command));
      return { ledger: lastReceipt(handled.receipt) };
    }
    const tenant = await this.tenantOf(request, operator);
    // The owner's stop names the tenant and so has a place of its own, which the tenant's operators cannot lift.
    const target = request.scope === 'tenant' && operator.tenant !== DEPLOYMENT_LEDGER ? null : command.target;
    const handled = orThrow(await this.switchboard.switchTenant(commandContext(facts, operator, tenant), { ...command, target }));
    return { ledger: lastReceipt(handled.receipt) };
  }

  /** An operator governs the own tenant; the deployment's owner may stop any tenant as a whole, by name. */
  private async tenantOf({ scope, target }: z.output<typeof ControlRequest>, operator: OperatorPrincipal): Promise<string> {
    const invalid = (detail: string) =>
      new RefusalError({ refused: 'CONTROL_TARGET_INVALID' satisfies ControlRefusalCode, detail });
    if (operator.tenant !== DEPLOYMENT_LEDGER) {
      if (scope === 'tenant' && target !== undefined && target !== operator.tenant)
        throw invalid('you govern only your own tenant');
      return operator.tenant;
    }
    if (scope !== 'tenant' || target === undefined)
      throw invalid('the owner of the deployment sets the scopes global and tenant (with the tenant as target)');
    if (!(await this.tenants.find(target))) throw invalid(`there is no tenant ${target}`);
    return target;
  }
}
