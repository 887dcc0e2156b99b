import { Inject, Injectable } from '@nestjs/common';
import { TenantDirectory } from '#features/tenants/contract';
import { isRefusal, type CommandContext, type Condition, type StreamState, type StreamStates } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import type { ControlCommand, PinCommand } from './commands.js';
import { Controls, GLOBAL_CONTROLS, TENANT_CONTROLS, type ControlsHandled } from './contract.js';
import { controls, type ControlState } from './decider.js';
import { controlEvents, type Control } from './events.js';
import type { ControlRefusalCode } from './refusals.js';

type SwitchCommand = Extract<ControlCommand, { scope: unknown }>;

/**
 * Sets and lifts kills and pauses. A deployment-wide one is recorded in the deployment's ledger and then in the ledger of
 * every tenant, because a tenant's decisions are ordered, and its auditors read, only its own ledger.
 */
@Injectable()
export class Switchboard extends Controls {
  private readonly streams: StreamKind<ControlCommand, typeof controlEvents, ControlState, ControlRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
  ) {
    super();
    this.streams = ledger.streams(controlEvents, controls);
  }

  get states(): StreamStates<typeof controlEvents, ControlState> {
    return this.streams.states;
  }

  refreshed(tenant: string): Promise<StreamState<ControlState>> {
    return this.streams.states.refresh(tenant, TENANT_CONTROLS);
  }

  /** One tenant's kill, pause or its lifting. */
  switchTenant(context: CommandContext, command: SwitchCommand): Promise<ControlsHandled> {
    return this.streams.handle(context, TENANT_CONTROLS, command);
  }

  pin(context: CommandContext, command: PinCommand, condition?: Condition): Promise<ControlsHandled> {
    const conditions = condition ? [condition] : [];
    return this.streams.handle(context, TENANT_CONTROLS, command, { conditions: () => Promise.resolve(conditions) });
  }

  /** Deployment-wide; resolves when every tenant's ledger has it. A crash in between is finished by the reaction. */
  async switchGlobal(context: CommandContext, command: SwitchCommand): Promise<ControlsHandled> {
    const handled = await this.streams.handle({ ...context, tenant: DEPLOYMENT_LEDGER }, GLOBAL_CONTROLS, command);
    if (!isRefusal(handled)) await this.spreadGlobal(context);
    return handled;
  }

  /** Brings every tenant in line with the deployment-wide controls; safe to call at any time, from any process. */
  async spreadGlobal(context: CommandContext): Promise<void> {
    let applied: number;
    do {
      const { state, revision } = await this.global();
      for (const tenant of await this.tenants.all()) await this.align({ ...context, tenant }, state);
      applied = revision;
      // Someone may have set or lifted another one meanwhile, and finished before us: the newest state must win.
    } while (applied !== (await this.globalRevision()));
  }

  async globalRevision(): Promise<number> {
    return (await this.global()).revision;
  }

  async inheritGlobal(tenant: string): Promise<void> {
    const context: CommandContext = {
      tenant,
      actor: { kind: 'system', id: 'controls' },
      correlation: null,
      causation: null,
      trace: null,
    };
    await this.align(context, (await this.global()).state);
  }

  global(): Promise<StreamState<ControlState>> {
    return this.streams.states.refresh(DEPLOYMENT_LEDGER, GLOBAL_CONTROLS);
  }

  /** Losing a race to another process that aligns the same tenant is a refusal, and means that the work is done. */
  private async align(context: CommandContext, wanted: ControlState): Promise<void> {
    const { state } = await this.refreshed(context.tenant);
    const kill = switchFor(wanted.kills.global, state.kills.global, 'EngageKillSwitch', 'ReleaseKillSwitch');
    const pause = switchFor(wanted.pauses.global, state.pauses.global, 'PauseTraffic', 'ResumeTraffic');
    for (const command of [kill, pause]) if (command) await this.switchTenant(context, command);
  }
}

function switchFor(
  wanted: Control | undefined,
  found: Control | undefined,
  set: SwitchCommand['type'],
  lift: SwitchCommand['type'],
): SwitchCommand | undefined {
  if (wanted && !found) return { type: set, ...wanted };
  return found && !wanted ? { type: lift, ...found } : undefined;
}
