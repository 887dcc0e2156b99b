import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { PolicyPlans, PolicyRevisions, PolicyTools, PolicyUnusableError, type RevisionSource } from '#features/policies/contract';
import type { Json } from '#libs/policy-engine';
import { toolIn } from '#libs/policy-tasks';
import { splitTests, type PolicySource } from '#libs/policy-toolchain';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { RefusalError } from '#platform/http/problem-details';
import { orThrow } from '#platform/http/responses';
import type { CheckPolicyRequest, ComparePoliciesRequest, EvaluatePolicyRequest, PolicyText } from './commands.js';
import type { PolicyCheckReport, PolicyDiffView, PolicyEvaluationView } from './policy-views.js';
import type { Evaluation, StoredPlan } from './tasks/evaluate-policy.task.js';

const CHECK = toolIn<typeof import('./tasks/check-policy.task.js')>('./tasks/check-policy.task.js', import.meta.url);
const EVALUATE = toolIn<typeof import('./tasks/evaluate-policy.task.js')>('./tasks/evaluate-policy.task.js', import.meta.url);
const DIFF = toolIn<typeof import('./tasks/diff-policies.task.js')>('./tasks/diff-policies.task.js', import.meta.url);

/** What operators have the toolchain do: REST and GraphQL ask here. Nothing is recorded. */
@Injectable()
export class PolicyWorkbench {
  constructor(
    @Inject(PolicyTools) private readonly tools: PolicyTools,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
  ) {}

  async check(
    { tenant }: OperatorPrincipal,
    { parts, ...text }: z.output<typeof CheckPolicyRequest>,
  ): Promise<PolicyCheckReport> {
    return orThrow(await this.tools.run(tenant, CHECK, { source: sourceOf(text), parts }));
  }

  async evaluate({ tenant }: OperatorPrincipal, request: z.output<typeof EvaluatePolicyRequest>): Promise<PolicyEvaluationView> {
    const policy = await this.evaluable(tenant, request);
    return orThrow(await this.tools.run(tenant, EVALUATE, { policy, input: request.input }));
  }

  /** What revision `revision` says otherwise than revision `against`. */
  async diff({ tenant }: OperatorPrincipal, policy: string, revision: number, against: number): Promise<PolicyDiffView> {
    const [before, after] = await Promise.all([this.stored(tenant, policy, against), this.stored(tenant, policy, revision)]);
    return orThrow(await this.tools.run(tenant, DIFF, { before: storedSource(before), after: storedSource(after) }));
  }

  async compare(
    { tenant }: OperatorPrincipal,
    { before, after }: z.output<typeof ComparePoliciesRequest>,
  ): Promise<PolicyDiffView> {
    return orThrow(await this.tools.run(tenant, DIFF, { before: sourceOf(before), after: sourceOf(after) }));
  }

  /** A stored revision is asked as it decides: by its stored plan, without the compiler. */
  private async evaluable(
    tenant: string,
    { modules, data, entrypoint, policy, revision }: z.output<typeof EvaluatePolicyRequest>,
  ): Promise<Evaluation['policy']> {
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
