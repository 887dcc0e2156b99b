import { Inject, Injectable } from '@nestjs/common';
import { PolicyPlans, PolicyRevisions, PolicyTools, PolicyUnusableError } from '#features/policies/contract';
import { TOOLS_STREAM, ToolCatalogue } from '#features/tools/contract';
import { isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import type { Json } from '#libs/policy-engine';
import { toolIn } from '#libs/policy-tasks';
import { splitTests } from '#libs/policy-toolchain';
import type { InvariantsReport, SemanticDiff } from './answers.js';
import { askedInvariants, comparesWithBaseline, parametersFrom, withUnasked } from './asked-invariants.js';
import type { CheckInvariantsRequest, PolicyChoice, SemanticDiffRequest } from './commands.js';
import { PolicyProofs } from './contract.js';
import type { DeclaredInvariant } from './decider.js';
import { DeclarationDesk } from './declaring/declaration-desk.js';
import type { ProvingOrder } from './tasks/prove-invariants.task.js';
import type { StoredPlan } from './tasks/readied-policy.js';

const PROVE = toolIn<typeof import('./tasks/prove-invariants.task.js')>('./tasks/prove-invariants.task.js', import.meta.url);
const COMPARE = toolIn<typeof import('./tasks/compare-revisions.task.js')>('./tasks/compare-revisions.task.js', import.meta.url);

/** Where policies are brought together with what has to hold of them, and given to the tool that proves it. */
@Injectable()
export class InvariantDesk extends PolicyProofs {
  constructor(
    @Inject(PolicyTools) private readonly tools: PolicyTools,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
    @Inject(ToolCatalogue) private readonly catalogue: ToolCatalogue,
    @Inject(DeclarationDesk) private readonly declarations: DeclarationDesk,
  ) {
    super();
  }

  async check(tenant: string, request: CheckInvariantsRequest): Promise<InvariantsReport | Refusal> {
    const chosen = request.invariants ?? (await this.declared(tenant));
    const baselineChoice = request.baseline ?? (request.invariants ? undefined : await this.usualBaseline(tenant, request));
    const isFirst = !request.invariants && request.policy !== undefined && baselineChoice === undefined;
    const incomparable = isFirst ? chosen.filter(comparesWithBaseline) : [];
    const catalogue = await this.toolsOf(tenant);
    const parameters = parametersFrom(request.parameters, catalogue);
    const checked = chosen.filter((one) => !incomparable.includes(one));
    const invariants =
      incomparable.length > 0 && checked.length === 0
        ? []
        : askedInvariants(checked, parameters, { hasBaseline: baselineChoice !== undefined, catalogue });
    if (isRefusal(invariants)) return invariants;
    const policy = await this.policy(tenant, request);
    if (isRefusal(policy)) return policy;
    const baseline = baselineChoice ? await this.policy(tenant, baselineChoice) : null;
    if (isRefusal(baseline)) return baseline;
    const report = await this.tools.run(tenant, PROVE, { policy, baseline, invariants, inputs: request.inputs });
    return isRefusal(report) ? report : withUnasked(report, incomparable);
  }

  declared(tenant: string): Promise<readonly DeclaredInvariant[]> {
    return this.declarations.declared(tenant);
  }

  /** What is declared is checked of a stored revision against what it would replace. */
  private async usualBaseline(tenant: string, { policy, revision }: PolicyChoice): Promise<PolicyChoice | undefined> {
    if (policy === undefined || revision === undefined) return undefined;
    const against = await this.comparedWith(tenant, policy, revision);
    return against === undefined ? undefined : { policy, revision: against };
  }

  async semanticDiff(tenant: string, request: SemanticDiffRequest): Promise<SemanticDiff | Refusal> {
    const { policy, revision, inputs } = request;
    const against = request.against ?? (await this.comparedWith(tenant, policy, revision));
    const one = await this.stored(tenant, policy, revision);
    if (isRefusal(one)) return one;
    if (against === undefined) return refuse('NOTHING_TO_COMPARE_WITH');
    const other = await this.stored(tenant, policy, against);
    if (isRefusal(other)) return other;
    const compared = await this.tools.run(tenant, COMPARE, { policy: one, against: other, inputs });
    return isRefusal(compared) ? compared : { policy, revision, against, ...compared };
  }

  /** What is published, where that is another revision, else the one before. */
  private async comparedWith(tenant: string, policy: string, revision: number): Promise<number | undefined> {
    const published = (await this.revisions.published(tenant, policy))?.revision;
    if (published !== undefined && published !== revision) return published;
    return revision > 1 ? revision - 1 : undefined;
  }

  private async toolsOf(tenant: string) {
    return (await this.catalogue.states.refresh(tenant, TOOLS_STREAM)).state;
  }

  private async policy(tenant: string, choice: PolicyChoice): Promise<ProvingOrder['policy'] | Refusal> {
    const { modules, data, entrypoint, policy, revision } = choice;
    if (policy !== undefined && revision !== undefined) return this.stored(tenant, policy, revision);
    const { tests: _, ...deployed } = splitTests(modules ?? {});
    return { ...deployed, tests: {}, data: (data ?? {}) as Json, ...(entrypoint !== undefined && { entrypoint }) };
  }

  /** A stored revision is looked at as it decides: by its stored plan, without the compiler. */
  private async stored(tenant: string, policy: string, revision: number): Promise<StoredPlan | Refusal> {
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
