import { Inject, Injectable } from '@nestjs/common';
import type { RememberedStates } from '#libs/decision-guards';
import {
  isRefusal,
  refuse,
  type AskedAnew,
  type CommandContext,
  type Condition,
  type Refusal,
  type StreamState,
  type StreamWrite,
} from '#libs/event-sourcing';
import type { JoinedCommand, PinCommand, SwitchCommand } from './commands.js';
import { Controls, type ControlsHandled } from './contract.js';
import { ControlStreams } from './control-streams.js';
import type { ControlState } from './decider.js';
import { GlobalSpread, type NotReached } from './spreading/global-spread.js';
import type { ControlRefusalCode } from './refusals.js';

/** Tenants named in a sentence, and in the list beside it. */
const NAMED = 5;
const LISTED = 100;

/**
 * Sets and lifts kills and pauses. A deployment-wide one is recorded in the deployment's ledger and then in the ledger of
 * every tenant, because a tenant's decisions are ordered, and its auditors read, only its own ledger.
 */
@Injectable()
export class ControlDesk extends Controls {
  constructor(
    @Inject(ControlStreams) private readonly streams: ControlStreams,
    @Inject(GlobalSpread) private readonly spread: GlobalSpread,
  ) {
    super();
  }

  get states(): RememberedStates<ControlState> {
    return this.streams.states;
  }

  refreshed(tenant: string): Promise<StreamState<ControlState>> {
    return this.streams.refreshed(tenant);
  }

  /** One tenant's kill, pause or its lifting. */
  switchTenant(context: CommandContext, command: SwitchCommand): Promise<ControlsHandled> {
    return this.streams.handle(context, command);
  }

  pin(
    context: CommandContext,
    command: PinCommand | AskedAnew<PinCommand>,
    standing: () => readonly Condition[] = () => [],
  ): Promise<ControlsHandled> {
    return this.streams.handle(context, command, { conditions: () => Promise.resolve(standing()) });
  }

  async deciding(context: CommandContext, command: JoinedCommand, at?: number): Promise<readonly StreamWrite[] | Refusal> {
    const decided = await this.streams.decide(context, command);
    return isRefusal(decided) ? decided : [{ ...decided.write, expect: at ?? decided.write.expect }];
  }

  /**
   * Deployment-wide. Answers that it is done only when every tenant's ledger has it; otherwise with the tenants that lack it,
   * which follow later. Asked for what is set or lifted already, it brings in line whoever is not, and says so the same way.
   */
  async switchGlobal(context: CommandContext, command: SwitchCommand): Promise<ControlsHandled> {
    const handled = await this.streams.handleGlobal(context, command);
    if (isRefusal(handled) && !isSoAlready(handled)) return handled;
    const notReached = await this.spread.everywhere();
    return notReached.length > 0 ? notEverywhere(notReached) : handled;
  }

  async globalRevision(): Promise<number> {
    return (await this.streams.global()).revision;
  }

  inheritGlobal(tenant: string): Promise<Refusal | undefined> {
    return this.spread.follow(tenant);
  }
}

const SO_ALREADY: readonly string[] = ['CONTROL_ALREADY_SET', 'CONTROL_NOT_SET'] satisfies ControlRefusalCode[];

function isSoAlready({ refused }: Refusal): boolean {
  return SO_ALREADY.includes(refused);
}

function notEverywhere(notReached: readonly NotReached[]): Refusal<ControlRefusalCode> {
  const tenants = notReached.map(({ tenant }) => tenant).sort();
  const more = tenants.length > NAMED ? ` and ${tenants.length - NAMED} more` : '';
  const detail = `recorded, but not yet in the ledgers of ${tenants.slice(0, NAMED).join(', ')}${more}`;
  return refuse('CONTROL_NOT_EVERYWHERE', detail, { tenants: tenants.slice(0, LISTED), tenantsInAll: tenants.length });
}
