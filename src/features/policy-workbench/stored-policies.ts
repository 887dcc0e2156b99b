import { Inject, Injectable } from '@nestjs/common';
import { PolicyPlans, PolicyRevisions, PolicyUnusableError, type RevisionSource } from '#features/policies/contract';
import { isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import type { Json } from '#libs/policy-engine';
import type { PolicySource } from '#libs/policy-toolchain';
import type { StoredPlan } from './tasks/evaluate-policy.task.js';

/** Revisions of a tenant's policies as the tools take them, or the refusal that says why one is of no use. */
@Injectable()
export class StoredPolicies {
  constructor(
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
  ) {}

  async source(tenant: string, policy: string, revision: number): Promise<PolicySource | Refusal> {
    const found = await this.find(tenant, policy, revision);
    if (isRefusal(found)) return found;
    const { modules, tests, data, entrypoint } = found;
    return { modules, tests, data: data as Json, entrypoint };
  }

  /** What it decides by: asking it needs no compiler. */
  async plan(tenant: string, policy: string, revision: number): Promise<StoredPlan | Refusal> {
    const found = await this.find(tenant, policy, revision);
    if (isRefusal(found)) return found;
    const { planDigest, dataDigest } = found.reference;
    const read = (digest: string) => usable(this.plans.bytes(tenant, digest));
    const [plan, data] = await Promise.all([read(planDigest), read(dataDigest)]);
    if (isRefusal(plan)) return plan;
    if (isRefusal(data)) return data;
    return { plan: plan.toString('utf8'), data: data.toString('utf8'), entrypoint: found.entrypoint };
  }

  private async find(tenant: string, policy: string, revision: number): Promise<RevisionSource | Refusal> {
    return (await usable(this.revisions.source(tenant, policy, revision))) ?? refuse('POLICY_REVISION_NOT_FOUND');
  }
}

async function usable<T>(reading: Promise<T>): Promise<T | Refusal> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof PolicyUnusableError)) throw error;
    return refuse('POLICY_UNUSABLE', error.message);
  }
}
