import type { Control, ControlEvent, Scope, SwitchEvent } from '../events.js';

/** The job that brings them to the tenants. */
export const SPREAD_GLOBAL_CONTROLS = 'spread-global-controls';

/**
 * The last change of the deployment-wide kill, and of the deployment-wide pause, that a ledger has; 0 when it has none.
 * Changes of both are counted together, in the deployment's ledger.
 */
export interface GlobalChanges {
  readonly kill: number;
  readonly pause: number;
}

export const noGlobalChanges: GlobalChanges = { kill: 0, pause: 0 };

/** A change of the deployment-wide controls, as every ledger has it. */
export type GlobalChange = SwitchEvent & { readonly globalChange: number };

interface Switches {
  readonly kills: Readonly<Record<string, Control>>;
  readonly pauses: Readonly<Record<string, Control>>;
  readonly globalChanges: GlobalChanges;
}

/** The number that a change of this scope gets; only deployment-wide ones are counted. */
export function numberOf(scope: Scope, { kill, pause }: GlobalChanges): number | null {
  return scope === 'global' ? Math.max(kill, pause) + 1 : null;
}

/** Events from before changes were numbered are counted as they come. */
export function counted(
  changes: GlobalChanges,
  effect: keyof GlobalChanges,
  { scope, globalChange }: Pick<SwitchEvent, 'scope' | 'globalChange'>,
): GlobalChanges {
  return scope === 'global' ? { ...changes, [effect]: globalChange ?? numberOf(scope, changes) } : changes;
}

/**
 * What a tenant's ledger has to record to be where `told` is: nothing when it is there, or has heard of a later change. What
 * was lifted and set again since it last heard is set anew, so that the next lifting is not taken for the last one.
 */
export function following(told: GlobalChange, { kills, pauses, globalChanges }: Switches): ControlEvent[] {
  const isKill = told.type === 'KillSwitchEngaged' || told.type === 'KillSwitchReleased';
  if (told.globalChange <= globalChanges[isKill ? 'kill' : 'pause']) return [];
  const found = (isKill ? kills : pauses)['global'];
  const lifted = isKill ? 'KillSwitchReleased' : 'TrafficResumed';
  if (told.type === lifted) return found ? [told] : [];
  if (!found) return [told];
  return [{ ...told, type: lifted, reason: 'lifted and set again for the whole deployment' }, told];
}
