import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { TenantDirectory } from '#features/tenants/contract';
import { isRefusal, refuse, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { isDeploymentOwner } from '#platform/auth/access';
import { DEPLOYMENT_LEDGER, type OperatorPrincipal, type SystemPrincipal } from '#platform/auth/principal';
import { nearestOf } from '#platform/http/requests/did-you-mean';
import type { ControlRequest } from '../commands.js';
import { KnownTargets, type ControlsHandled } from '../contract.js';
import type { ControlRefusalCode } from '../refusals.js';
import { ControlDesk } from '../control-desk.js';
import { unknownTarget } from './unknown-target.js';

export type Verb = 'EngageKillSwitch' | 'ReleaseKillSwitch' | 'PauseTraffic' | 'ResumeTraffic';
type Request = z.output<typeof ControlRequest>;
type Setter = OperatorPrincipal | SystemPrincipal;

/** Whose ledger an operator's kill or pause belongs to. */
@Injectable()
export class SetControl {
  constructor(
    @Inject(ControlDesk) private readonly controls: ControlDesk,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(KnownTargets) private readonly known: KnownTargets,
  ) {}

  async set(verb: Verb, request: Request, setter: Setter, context: CommandContext): Promise<ControlsHandled> {
    const command = { type: verb, scope: request.scope, target: request.target ?? null, reason: request.reason };
    if (request.scope === 'global') {
      if (!isDeploymentOwner(setter)) return refuse('FORBIDDEN', 'the scope global is for the owner of the deployment');
      return this.controls.switchGlobal(context, command);
    }
    const tenant = await this.tenantOf(request, setter);
    if (isRefusal(tenant)) return tenant;
    const unknown = await this.unknown(verb, tenant, request);
    if (unknown) return unknown;
    // The owner's stop names the tenant and so has a place of its own, which the tenant's operators cannot lift.
    const target = request.scope === 'tenant' && setter.tenant !== DEPLOYMENT_LEDGER ? null : command.target;
    return this.controls.switchTenant({ ...context, tenant }, { ...command, target });
  }

  /** An operator governs the own tenant; the deployment's owner may stop any tenant as a whole, by name. */
  private async tenantOf({ scope, target }: Request, setter: Setter): Promise<string | Refusal> {
    const invalid = (detail: string): Refusal => refuse('CONTROL_TARGET_INVALID' satisfies ControlRefusalCode, detail);
    if (setter.tenant !== DEPLOYMENT_LEDGER) {
      if (scope === 'tenant' && target !== undefined && target !== setter.tenant)
        return invalid('you govern only your own tenant');
      return setter.tenant;
    }
    if (scope !== 'tenant' || target === undefined)
      return invalid('the owner of the deployment sets the scopes global and tenant (with the tenant as target)');
    if (await this.tenants.find(target)) return target;
    return unknownTarget({ kind: 'tenant', name: target }, nearestOf(target, await this.tenants.all()));
  }

  /** What is stopped or paused has been heard of, whoever was the first. Lifting asks nobody: it needs the very same target. */
  private async unknown(verb: Verb, tenant: string, { scope, target, forLater }: Request): Promise<Refusal | undefined> {
    if (forLater || target === undefined || scope === 'global' || scope === 'tenant') return undefined;
    if (verb === 'ReleaseKillSwitch' || verb === 'ResumeTraffic') return undefined;
    const instead = await this.known.insteadOf(tenant, { kind: scope, name: target });
    if (instead === undefined) return undefined;
    const { kills, pauses } = (await this.controls.refreshed(tenant)).state;
    const isNamed = [kills, pauses].some((set) => Object.values(set).some((on) => on.scope === scope && on.target === target));
    return isNamed ? undefined : unknownTarget({ kind: scope, name: target }, instead);
  }
}
