import { Inject, Injectable } from '@nestjs/common';
import { PolicyPlans, PolicyRevisions, PolicyTools, PolicyUnusableError } from '#features/policies/contract';
import { TOOLS_STREAM, ToolCatalogue } from '#features/tools/contract';
import { isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import type { Json } from '#libs/policy-engine';
import { toolIn } from '#libs/policy-tasks';
import { splitTests } from '#libs/policy-toolchain';
import type { InvariantsReport } from './answers.js';
import { askedInvariants, parametersFrom } from './asked-invariants.js';
import type { CheckInvariantsRequest, PolicyChoice } from './commands.js';
import type { ProvingOrder } from './tasks/prove-invariants.task.js';

const PROVE = toolIn<typeof import('./tasks/prove-invariants.task.js')>('./tasks/prove-invariants.task.js', import.meta.url);

/** Where policies are brought together with what has to hold of them, and given to the tool that proves it. */
@Injectable()
export class InvariantDesk {
  constructor(
    @Inject(PolicyTools) private readonly tools: PolicyTools,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
    @Inject(ToolCatalogue) private readonly catalogue: ToolCatalogue,
  ) {}

  async check(tenant: string, request: CheckInvariantsRequest): Promise<InvariantsReport | Refusal> {
    const parameters = parametersFrom(request.parameters, await this.toolsOf(tenant));
    const invariants = askedInvariants(request.invariants ?? [], parameters, request.baseline !== undefined);
    if (isRefusal(invariants)) return invariants;
    const policy = await this.policy(tenant, request);
    if (isRefusal(policy)) return policy;
    const baseline = request.baseline ? await this.policy(tenant, request.baseline) : null;
    if (isRefusal(baseline)) return baseline;
    return this.tools.run(tenant, PROVE, { policy, baseline, invariants, parameters, inputs: request.inputs });
  }

  private async toolsOf(tenant: string) {
    return (await this.catalogue.states.refresh(tenant, TOOLS_STREAM)).state;
  }

  /** A stored revision is looked at as it decides: by its stored plan, without the compiler. */
  private async policy(tenant: string, choice: PolicyChoice): Promise<ProvingOrder['policy'] | Refusal> {
    const { modules, data, entrypoint, policy, revision } = choice;
    if (policy === undefined || revision === undefined) {
      const { tests: _, ...deployed } = splitTests(modules ?? {});
      return { ...deployed, tests: {}, data: (data ?? {}) as Json, ...(entrypoint !== undefined && { entrypoint }) };
    }
    try {
      const found = await this.revisions.source(tenant, policy, revision);
      if (!found) return refuse('POLICY_REVISION_NOT_FOUND');
      const { planDigest, dataDigest } = found.reference;
      const [plan, document] = await Promise.all([this.plans.bytes(tenant, planDigest), this.plans.bytes(tenant, dataDigest)]);
      return { plan: plan.toString('utf8'), data: document.toString('utf8'), entrypoint: found.entrypoint };
    } catch (error) {
      if (error instanceof PolicyUnusableError) return refuse('POLICY_UNUSABLE', error.message);
      throw error;
    }
  }
}
