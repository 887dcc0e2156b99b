import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { AgentAccess } from '#features/agents/contract';
import { ActivePolicy } from '#features/controls/contract';
import { PolicyPlans } from '#features/policies/contract';
import { canonicalJson, digestOf } from '#libs/evidence';
import { isRefusal, type Refusal } from '#libs/event-sourcing';
import { ClientPolicies, type GivenPolicy } from './client-policies.js';
import type { Offer } from './held-answers.js';

export const PolicyPlan = z
  .object({
    policy: ActivePolicy.describe('The revision, by content.'),
    pin: z.string().optional().describe('The pin that chose this revision for you instead of the published one.'),
    plan: z.string().describe('Base64 of the compiled plan; its SHA-256 is `policy.planDigest`.'),
    data: z.string().describe('Base64 of the data document; its SHA-256 is `policy.dataDigest`.'),
    envelope: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('The DSSE envelope it was published with; the SHA-256 of its canonical JSON is `policy.signature.digest`.'),
  })
  .meta({ id: 'PolicyPlan' });
export type PolicyPlan = z.output<typeof PolicyPlan>;

/** Compiled policies as clients of ours take them. */
@Injectable()
export class PlanOffers {
  constructor(
    @Inject(ClientPolicies) private readonly policies: ClientPolicies,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
  ) {}

  async of(agent: AgentAccess, name: string): Promise<Offer | Refusal> {
    const given = await this.policies.usable(agent, name);
    if (isRefusal(given)) return given;
    const about = { policy: given.reference, ...pinOf(given) };
    // The reference names plan, data and envelope by their digests, so this is a digest over all of the content.
    const etag = `"${digestOf(canonicalJson(about))}"`;
    return { etag, endsAt: given.pin?.expiresAt, body: async () => ({ ...about, ...(await this.content(agent.tenant, given)) }) };
  }

  private async content(tenant: string, { reference }: GivenPolicy): Promise<Omit<PolicyPlan, 'policy' | 'pin'>> {
    const { planDigest, dataDigest, signature } = reference;
    const [plan, data, envelope] = await Promise.all([
      this.plans.bytes(tenant, planDigest),
      this.plans.bytes(tenant, dataDigest),
      signature === null ? null : this.plans.bytes(tenant, signature.digest),
    ]);
    return {
      plan: plan.toString('base64'),
      data: data.toString('base64'),
      envelope: envelope && (JSON.parse(envelope.toString('utf8')) as Record<string, unknown>),
    };
  }
}

function pinOf({ pin }: GivenPolicy): Pick<PolicyPlan, 'pin'> {
  return pin ? { pin: pin.pin } : {};
}
