import { Inject, Injectable } from '@nestjs/common';
import type { AgentAccess } from '#features/agents/contract';
import { Controls, type ActivePolicy, type ControlState } from '#features/controls/contract';
import { PolicyPlans, PolicyRevisions, PolicyUnusableError } from '#features/policies/contract';
import { isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import { chosenByControls, type GivenPolicy } from './chosen-policy.js';
import { ACTIVE } from './served-name.js';
import type { DistributionRefusalCode } from './refusals.js';

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

  private async given(
    state: ControlState,
    agent: AgentAccess,
    name: string,
  ): Promise<GivenPolicy | Refusal<DistributionRefusalCode>> {
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
