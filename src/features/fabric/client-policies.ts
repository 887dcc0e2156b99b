import { Inject, Injectable } from '@nestjs/common';
import type { AgentAccess } from '#features/agents/contract';
import { Controls, pinFor, type ActivePolicy, type ControlState, type Pin } from '#features/controls/contract';
import { PolicyPlans, PolicyRevisions, PolicyUnusableError } from '#features/policies/contract';
import { isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import { ACTIVE } from './commands.js';
import type { FabricRefusalCode } from './refusals.js';

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

/** Which revision each client gets under a name, as the ledger has it now. */
@Injectable()
export class ClientPolicies {
  constructor(
    @Inject(Controls) private readonly controls: Controls,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
  ) {}

  /** Refused when there is nothing to give, and when what there is could not decide anything. */
  async usable(agent: AgentAccess, name: string): Promise<GivenPolicy | Refusal> {
    const { state } = await this.controls.refreshed(agent.tenant);
    const given = await this.given(state, agent, name);
    if (isRefusal(given)) return given;
    return (await this.unusable(agent.tenant, state, given.reference)) ?? given;
  }

  private async given(state: ControlState, agent: AgentAccess, name: string): Promise<GivenPolicy | Refusal<FabricRefusalCode>> {
    const chosen = chosenByControls(state, agent, name, new Date().toISOString());
    if (chosen) return chosen;
    const published = name === ACTIVE ? undefined : await this.revisions.published(agent.tenant, name);
    return published ? { reference: published, pin: undefined } : refuse('NOTHING_PUBLISHED');
  }

  private async unusable(tenant: string, state: ControlState, reference: ActivePolicy): Promise<Refusal | undefined> {
    const key = reference.signature?.keyId;
    if (key !== undefined && Object.hasOwn(state.distrustedKeys, key))
      return refuse('POLICY_UNUSABLE', 'the key that signed it was revoked');
    try {
      await this.plans.load(tenant, reference);
      return undefined;
    } catch (error) {
      if (error instanceof PolicyUnusableError) return refuse('POLICY_UNUSABLE', error.message);
      throw error;
    }
  }
}
