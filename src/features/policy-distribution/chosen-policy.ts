import type { AgentAccess } from '#features/agents/contract';
import { pinFor, type ActivePolicy, type ControlState, type Pin } from '#features/controls/contract';
import { ACTIVE } from './served-name.js';

/** What a client is given under a name. */
export interface GivenPolicy {
  readonly reference: ActivePolicy;
  /** What chose this revision instead of the published one; when it expires the client is given something else. */
  readonly pin: Pin | undefined;
}

/**
 * What the controls give a client under a name; undefined when it is whatever is published under it. Clients have no sessions
 * of ours, so only pins of agents and labels reach them. Under a policy's id a pin onto another policy means nothing; under
 * `active` the pin that would decide the agent's calls here is the one that counts.
 */
export function chosenByControls(
  { pins, policy }: ControlState,
  { id, labels }: Pick<AgentAccess, 'id' | 'labels'>,
  name: string,
  now: string,
): GivenPolicy | undefined {
  const eligible = name === ACTIVE ? pins : pins.filter((pin) => pin.policy.id === name);
  const pin = pinFor(eligible, { agent: id, labels, session: '' }, now);
  if (pin) return { reference: pin.policy, pin };
  return name === ACTIVE && policy ? { reference: policy, pin: undefined } : undefined;
}
