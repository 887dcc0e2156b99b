import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { AgentAccess } from '#features/agents/contract';
import { ActivePolicy } from '#features/controls/contract';
import { PolicyPlans } from '#features/policies/contract';
import { canonicalJson, digestOf } from '#libs/evidence';
import { BoundedMap } from '#libs/bounded';
import { isRefusal, type Refusal } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { ClientPolicies } from './client-policies.js';
import type { Offer } from './waiting/held-answers.js';

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

/** Plans kept ready to be sent in this process. */
const READY = 100;

/** Compiled policies as clients of ours take them, written once for all who are given the same one. */
@Injectable()
export class PlanOffers {
  private readonly ready = new BoundedMap<string, Promise<Buffer>>(READY);

  constructor(
    @Inject(ClientPolicies) private readonly policies: ClientPolicies,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
  ) {}

  async of(agent: AgentAccess, name: string): Promise<Offer | Refusal> {
    const given = await this.policies.usable(agent, name);
    if (isRefusal(given)) return given;
    const { reference: policy, pin } = given;
    const about = { policy, ...(pin && { pin: pin.pin }) };
    // The reference names plan, data and envelope by their digests, so this is a digest over all of the content.
    const etag = `"${digestOf(canonicalJson(about))}"`;
    return { etag, endsAt: pin?.expiresAt, body: () => this.written(agent.tenant, etag, about) };
  }

  private written(tenant: string, etag: string, about: Pick<PolicyPlan, 'policy' | 'pin'>): Promise<Buffer> {
    const key = `${tenant}\n${etag}`;
    const known = this.ready.get(key);
    if (known) return known;
    const writing = this.write(tenant, about);
    this.ready.set(key, writing);
    writing.catch(() => this.ready.delete(key));
    return writing;
  }

  private async write(tenant: string, about: Pick<PolicyPlan, 'policy' | 'pin'>): Promise<Buffer> {
    const { planDigest, dataDigest, signature } = about.policy;
    const [plan, data, envelope] = await Promise.all([
      this.plans.bytes(tenant, planDigest),
      this.plans.bytes(tenant, dataDigest),
      signature === null ? null : this.plans.bytes(tenant, signature.digest),
    ]);
    const content: PolicyPlan = {
      ...about,
      plan: plan.toString('base64'),
      data: data.toString('base64'),
      envelope: envelope && (parseJson(envelope.toString('utf8')) as Record<string, unknown>),
    };
    return Buffer.from(JSON.stringify(content));
  }
}
