import { decider, refuse, type Refusal } from '#libs/event-sourcing';
import type { ControlCommand } from './commands.js';
import type { ActivePolicy, Control, ControlEvent, Pin, Scope, SwitchEvent } from './events.js';
import { counted, following, noGlobalChanges, numberOf, type GlobalChanges } from './spreading/global-changes.js';
import { isExpired, sameSelector } from './pins.js';
import type { ControlRefusalCode } from './refusals.js';

/** Pins at a time; decisions look through all of them. */
const MAX_PINS = 500;

/** What a decision must respect: kills, pauses, the active policy and pins, all at one revision of `controls/tenant`. */
export interface ControlState {
  readonly kills: Readonly<Record<string, Control>>;
  readonly pauses: Readonly<Record<string, Control>>;
  readonly policy: ActivePolicy | null;
  /** Oldest first; expired ones may still be among them. */
  readonly pins: readonly Pin[];
  /** Why each key whose signatures no longer count is distrusted, by key id. */
  readonly distrustedKeys: Readonly<Record<string, string>>;
  /** How far this ledger has followed the deployment-wide kills and pauses. */
  readonly globalChanges: GlobalChanges;
}

export const noControls: ControlState = {
  kills: {},
  pauses: {},
  policy: null,
  pins: [],
  distrustedKeys: {},
  globalChanges: noGlobalChanges,
};

/**
 * A kill or pause is set once per scope and target and lifted once, and a tenant follows the deployment-wide ones in their
 * order; the last activated policy is the active one; one pin holds per selector.
 */
export const controls = decider<ControlCommand, ControlEvent, ControlState, ControlRefusalCode>({
  initial: noControls,
  decide: {
    EngageKillSwitch: ({ type: _, ...on }, state) =>
      set(state.kills, on) ?? [{ type: 'KillSwitchEngaged', ...on, globalChange: numberOf(on.scope, state.globalChanges) }],
    ReleaseKillSwitch: ({ type: _, ...on }, state) =>
      lift(state.kills, on) ?? [{ type: 'KillSwitchReleased', ...on, globalChange: numberOf(on.scope, state.globalChanges) }],
    PauseTraffic: ({ type: _, ...on }, state) =>
      set(state.pauses, on) ?? [{ type: 'TrafficPaused', ...on, globalChange: numberOf(on.scope, state.globalChanges) }],
    ResumeTraffic: ({ type: _, ...on }, state) =>
      lift(state.pauses, on) ?? [{ type: 'TrafficResumed', ...on, globalChange: numberOf(on.scope, state.globalChanges) }],
    FollowGlobalControl: ({ told }, state) => following(told, state),
    ActivatePolicy: ({ policy }) => [{ type: 'PolicyActivated', policy }],
    DistrustPolicyKey: ({ keyId, reason }, { distrustedKeys }) =>
      Object.hasOwn(distrustedKeys, keyId) ? [] : [{ type: 'PolicyKeyDistrusted', keyId, reason }],
    PinRevision: ({ type: _, now, ...pin }, { pins }) => {
      const isOver = pins.filter((known) => isExpired(known, now));
      const holding = pins.filter((known) => !isOver.includes(known));
      const same = holding.find((known) => sameSelector(known.selector, pin.selector));
      if (same) return refuse('ALREADY_PINNED', `pin ${same.pin} holds until ${same.expiresAt}`);
      if (holding.length >= MAX_PINS) return refuse('TOO_MANY_PINS');
      return [
        ...isOver.map((known): ControlEvent => ({ type: 'RevisionUnpinned', pin: known.pin, reason: 'expired' })),
        { type: 'RevisionPinned', ...pin },
      ];
    },
    UnpinRevision: ({ pin, reason }, { pins }) =>
      pins.some((known) => known.pin === pin) ? [{ type: 'RevisionUnpinned', pin, reason }] : refuse('PIN_NOT_FOUND'),
  },
  evolve: {
    KillSwitchEngaged: (state, event) => ({ ...state, kills: having(state.kills, event), ...count(state, 'kill', event) }),
    KillSwitchReleased: (state, event) => ({ ...state, kills: lacking(state.kills, event), ...count(state, 'kill', event) }),
    TrafficPaused: (state, event) => ({ ...state, pauses: having(state.pauses, event), ...count(state, 'pause', event) }),
    TrafficResumed: (state, event) => ({ ...state, pauses: lacking(state.pauses, event), ...count(state, 'pause', event) }),
    PolicyActivated: (state, { policy }) => ({ ...state, policy }),
    RevisionPinned: (state, { type: _, ...pin }) => ({ ...state, pins: [...state.pins, pin] }),
    RevisionUnpinned: (state, { pin }) => ({ ...state, pins: state.pins.filter((known) => known.pin !== pin) }),
    PolicyKeyDistrusted: (state, { keyId, reason }) => ({
      ...state,
      distrustedKeys: { ...state.distrustedKeys, [keyId]: reason },
    }),
  },
});

/**
 * The first control that covers a call, from the widest scope to the narrowest. A tenant as a whole can be stopped twice over:
 * by its own operators, without a target, and by the owner of the deployment, who names it.
 */
export function covering(
  set: Readonly<Record<string, Control>>,
  call: { readonly tenant: string; readonly agent: string; readonly tool: string; readonly session: string },
): Control | undefined {
  if (isEmpty(set)) return undefined;
  return (
    set[slot('global', null)] ??
    set[slot('tenant', call.tenant)] ??
    set[slot('tenant', null)] ??
    set[slot('agent', call.agent)] ??
    set[slot('tool', call.tool)] ??
    set[slot('session', call.session)]
  );
}

/** As nearly always. Each name that is looked up by would be made and kept for one look. */
function isEmpty(set: object): boolean {
  for (const _ in set) return false;
  return true;
}

function slot(scope: Scope, target: string | null): string {
  return target === null ? scope : `${scope}:${target}`;
}

function set(controls: Readonly<Record<string, Control>>, on: Control): Refusal<ControlRefusalCode> | undefined {
  if (!takes(on.scope, on.target)) return refuse('CONTROL_TARGET_INVALID');
  return Object.hasOwn(controls, slot(on.scope, on.target)) ? refuse('CONTROL_ALREADY_SET') : undefined;
}

function lift(controls: Readonly<Record<string, Control>>, on: Control): Refusal<ControlRefusalCode> | undefined {
  return Object.hasOwn(controls, slot(on.scope, on.target)) ? undefined : refuse('CONTROL_NOT_SET');
}

function takes(scope: Scope, target: string | null): boolean {
  if (scope === 'tenant') return true;
  return (scope === 'global') === (target === null);
}

function having(controls: Readonly<Record<string, Control>>, on: Control): Readonly<Record<string, Control>> {
  const { scope, target, reason } = on;
  return { ...controls, [slot(scope, target)]: { scope, target, reason } };
}

function lacking(controls: Readonly<Record<string, Control>>, on: Control): Readonly<Record<string, Control>> {
  const { [slot(on.scope, on.target)]: _, ...rest } = controls;
  return rest;
}

function count(
  { globalChanges }: ControlState,
  effect: keyof GlobalChanges,
  event: SwitchEvent,
): Pick<ControlState, 'globalChanges'> {
  return { globalChanges: counted(globalChanges, effect, event) };
}
