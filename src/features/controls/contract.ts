import type { RememberedStates } from '#libs/decision-guards';
import type { AskedAnew, CommandContext, Condition, Handled, StreamState, StreamWrite, Refusal } from '#libs/event-sourcing';
import type { JoinedCommand, PinCommand } from './commands.js';
import type { ControlEvent } from './events.js';
import type { ControlState } from './decider.js';

export { ActivePolicy, controlEvents, PinSelector, type Control, type ControlEvent, type Pin, type Scope } from './events.js';
export { FOR_LATER } from './commands.js';
export { controls, covering, noControls, type ControlState } from './decider.js';
export { isExpired, pinFor } from './pins.js';

/** The stream every decision is made against: a tenant's kills, pauses and active policy. */
export const TENANT_CONTROLS = 'controls/tenant';
/** In the deployment's ledger: kills and pauses of everything. */
export const GLOBAL_CONTROLS = 'controls/global';

/** What other features may ask of controls. */
export abstract class Controls {
  /** Of `TENANT_CONTROLS`, for guards: what they judge by it is appended with a condition at its revision. */
  abstract readonly states: RememberedStates<ControlState>;
  /** As stored now, or at the moment that is looked at. */
  abstract refreshed(tenant: string): Promise<StreamState<ControlState>>;
  /** Brings a new tenant's ledger under the deployment-wide kills and pauses, or says why not; safe to call again. */
  abstract inheritGlobal(tenant: string): Promise<Refusal | undefined>;
  /**
   * What the command comes to in `controls/tenant`, for the append of another stream's command (its `together`); decided anew
   * on each attempt of that append. With `at`, the revision of the controls that the caller looked at, the append conflicts
   * when they have moved on since.
   */
  abstract deciding(context: CommandContext, command: JoinedCommand, at?: number): Promise<readonly StreamWrite[] | Refusal>;
  /**
   * Sets or lifts a pin. The revision in it MUST have been found fit to decide, and the pin is recorded only if what it was found fit
   * by still stands; both are asked anew on each attempt.
   */
  abstract pin(
    context: CommandContext,
    command: PinCommand | AskedAnew<PinCommand>,
    standing?: () => readonly Condition[],
  ): Promise<ControlsHandled>;
  /** Revision of the deployment-wide controls, for a condition on them. */
  abstract globalRevision(): Promise<number>;
}

/** What a control or a pin may be meant for; a label as `name=value`. */
export interface Target {
  readonly kind: 'agent' | 'tool' | 'session' | 'label';
  readonly name: string;
}

/** Whether anybody has heard of a target. */
export abstract class KnownTargets {
  /**
   * Undefined for what is known, and for what cannot be found out in a moment: nobody who stops something is kept from it by a
   * look. Otherwise the names most like it, which may be none.
   */
  abstract insteadOf(tenant: string, target: Target): Promise<readonly string[] | undefined>;
}

export { unknownTarget } from './setting/unknown-target.js';
export type { JoinedCommand, PinCommand } from './commands.js';
export type ControlsHandled = Handled<ControlEvent, ControlState> | Refusal;
