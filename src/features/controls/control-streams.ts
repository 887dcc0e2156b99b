import { Inject, Injectable } from '@nestjs/common';
import { BoundedMap } from '#libs/bounded';
import {
  type AskedAnew,
  type CommandContext,
  type CommandOptions,
  fromRecorded,
  type StreamState,
  type StreamStates,
} from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { stateLookedAt } from '#platform/past/moment';
import type { ControlCommand, JoinedCommand, SwitchCommand } from './commands.js';
import { GLOBAL_CONTROLS, TENANT_CONTROLS, type ControlsHandled } from './contract.js';
import { controls, type ControlState } from './decider.js';
import { controlEvents, type ControlEvent, type SwitchEvent } from './events.js';
import type { GlobalChange } from './spreading/global-changes.js';
import type { ControlRefusalCode } from './refusals.js';

/** A change of the deployment-wide controls, with who made it as the context of what follows from it. */
export interface ToldChange {
  readonly told: GlobalChange;
  readonly context: CommandContext;
}

/** The one memory of the controls' streams in this process. */
@Injectable()
export class ControlStreams {
  private readonly streams: StreamKind<ControlCommand, typeof controlEvents, ControlState, ControlRefusalCode>;
  private readonly changes = new BoundedMap<number, ToldChange>(16);

  constructor(@Inject(Ledger) private readonly ledger: Ledger) {
    this.streams = ledger.streams(controlEvents, controls);
  }

  get states(): StreamStates<typeof controlEvents, ControlState> {
    return this.streams.states;
  }

  refreshed(tenant: string): Promise<StreamState<ControlState>> {
    return stateLookedAt(this.streams.states, tenant, TENANT_CONTROLS);
  }

  global(): Promise<StreamState<ControlState>> {
    return this.streams.states.refresh(DEPLOYMENT_LEDGER, GLOBAL_CONTROLS);
  }

  handle(
    context: CommandContext,
    command: Exclude<ControlCommand, JoinedCommand> | AskedAnew<Exclude<ControlCommand, JoinedCommand>>,
    options?: CommandOptions<ControlEvent>,
  ): Promise<ControlsHandled> {
    return this.streams.handle(context, TENANT_CONTROLS, command, options);
  }

  handleGlobal(context: CommandContext, command: SwitchCommand): Promise<ControlsHandled> {
    return this.streams.handle({ ...context, tenant: DEPLOYMENT_LEDGER }, GLOBAL_CONTROLS, command);
  }

  decide(context: CommandContext, command: JoinedCommand): ReturnType<typeof this.streams.decide> {
    return this.streams.decide(context, TENANT_CONTROLS, command);
  }

  /** The last change of the deployment-wide kill and the last one of the pause, as far as there are any. */
  async lastGlobalChanges(): Promise<readonly ToldChange[]> {
    const { globalChanges } = (await this.global()).state;
    const numbers = [globalChanges.kill, globalChanges.pause].filter((number) => number > 0);
    return Promise.all(numbers.map((number) => this.globalChange(number)));
  }

  /** The stream holds nothing but changes, so their numbers follow from its revisions. */
  private async globalChange(number: number): Promise<ToldChange> {
    const known = this.changes.get(number);
    if (known) return known;
    const [event] = await this.ledger.store.readStream(DEPLOYMENT_LEDGER, GLOBAL_CONTROLS, number - 1, 1);
    const told = event && fromRecorded(controlEvents, event);
    if (!event || !isSwitch(told)) throw new Error(`change ${number} of the deployment-wide controls is not where it belongs`);
    const { tenant, actor, correlation, id, trace } = event;
    const change = { told: { ...told, globalChange: number }, context: { tenant, actor, correlation, causation: id, trace } };
    this.changes.set(number, change);
    return change;
  }
}

function isSwitch(event: ControlEvent | undefined): event is SwitchEvent {
  return event !== undefined && 'scope' in event;
}
