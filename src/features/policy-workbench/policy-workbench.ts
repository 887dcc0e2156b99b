import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { PolicyPlans, PolicyRevisions, PolicyUnusableError, type RevisionSource } from '#features/policies/contract';
import type { Json } from '#libs/policy-engine';
import { splitTests, type PolicySource } from '#libs/policy-toolchain';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { RefusalError } from '#platform/http/problem-details';
import type { CheckPolicyRequest, ComparePoliciesRequest, EvaluatePolicyRequest, PolicyText } from './commands.js';
import type { PolicyCheckReport, PolicyDiffView, PolicyEvaluationView } from './policy-views.js';
import type { EvaluateTask, StoredPlan } from './tool-tasks.js';
import { ToolProcesses } from './tool-processes.js';

/** What operators have the toolchain do: REST and GraphQL ask here. Nothing is recorded. */
@Injectable()
export class PolicyWorkbench {
  constructor(
    @Inject(ToolProcesses) private readonly tools: ToolProcesses,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
  ) {}

  check({ tenant }: OperatorPrincipal, { parts, ...text }: z.output<typeof CheckPolicyRequest>): Promise<PolicyCheckReport> {
    return this.tools.run(tenant, { tool: 'check', source: sourceOf(text), parts });
  }

  async evaluate({ tenant }: OperatorPrincipal, request: z.output<typeof EvaluatePolicyRequest>): Promise<PolicyEvaluationView> {
    const policy = await this.evaluable(tenant, request);
    return this.tools.run(tenant, { tool: 'evaluate', policy, input: request.input });
  }

  /** What revision `revision` says otherwise than revision `against`. */
  async diff({ tenant }: OperatorPrincipal, policy: string, revision: number, against: number): Promise<PolicyDiffView> {
    const [before, after] = await Promise.all([this.stored(tenant, policy, against), this.stored(tenant, policy, revision)]);
    return this.tools.run(tenant, { tool: 'diff', before: storedSource(before), after: storedSource(after) });
  }

  compare({ tenant }: OperatorPrincipal, { before, after }: z.output<typeof ComparePoliciesRequest>): Promise<PolicyDiffView> {
    return this.tools.run(tenant, { tool: 'diff', before: sourceOf(before), after: sourceOf(after) });
  }

  /** A stored revision is asked as it decides: by its stored plan, without the compiler. */
  private async evaluable(
    tenant: string,
    { modules, data, entrypoint, policy, revision }: z.output<typeof EvaluatePolicyRequest>,
  ): Promise<EvaluateTask['policy']> {
    if (policy !== undefined && revision !== undefined) return this.plan(tenant, await this.stored(tenant, policy, revision));
    const { tests: _, ...deployed } = splitTests(modules ?? {});
    return { ...deployed, tests: {}, data: data ?? {}, ...(entrypoint !== undefined && { entrypoint }) };
  }

  private async plan(tenant: string, { reference, entrypoint }: RevisionSource): Promise<StoredPlan> {
    const read = async (digest: string): Promise<string> => (await usable(this.plans.bytes(tenant, digest))).toString('utf8');
    const [plan, data] = await Promise.all([read(reference.planDigest), read(reference.dataDigest)]);
    return { plan, data, entrypoint };
  }

  private async stored(tenant: string, policy: string, revision: number): Promise<RevisionSource> {
    const source = await usable(this.revisions.source(tenant, policy, revision));
    if (!source) throw new RefusalError({ refused: 'POLICY_REVISION_NOT_FOUND' });
    return source;
  }
}

/** What is stored, or the refusal that says why it is of no use. */
async function usable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof PolicyUnusableError)) throw error;
    throw new RefusalError({ refused: 'POLICY_UNUSABLE', detail: error.message });
  }
}

function sourceOf({ modules, data, entrypoint }: PolicyText): PolicySource {
  return { ...splitTests(modules), data, entrypoint };
}

function storedSource({ modules, tests, data, entrypoint }: RevisionSource): PolicySource {
  return { modules, tests, data: data as Json, entrypoint };
}
