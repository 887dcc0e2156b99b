import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Controls, type ActivePolicy } from '#features/controls/contract';
import { TenantDirectory } from '#features/tenants/contract';
import { isRefusal } from '#libs/event-sourcing';
import type { DueRun, Job } from '#libs/jobs';
import { toolIn } from '#libs/policy-tasks';
import type { Json } from '#libs/policy-engine';
import { LOGGER } from '#platform/config/configuration.token';
import type { Logger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { PolicyPlans, PolicyRevisions, PolicyTools, PolicyUnusableError } from '../contract.js';
import { contentKey, PlanReviews } from './plan-reviews.js';

const REVIEW = toolIn<typeof import('./review-plan.task.js')>('./review-plan.task.js', import.meta.url);
/** Runs that are asked for at one look; the rest follow at the next. */
const AT_ONCE = 200;

/**
 * Looks once, with each build of the engine, at every revision that may decide: published or pinned, and added before what is added
 * was compared with OPA itself. Nothing is stopped: who runs the deployment is told, and publishes a revision that is right.
 */
@Injectable()
export class LookThroughPlans implements Job {
  readonly name = 'look-through-plans';
  readonly lane = 'heavy';
  /** There once this process looks: in those that run no jobs it would tell nothing. */
  private disagreeing: Gauge | undefined;
  /** Without a compiler nothing can be found out, now or soon. */
  private isWithoutCompiler = false;

  constructor(
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(Controls) private readonly controls: Controls,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
    @Inject(PolicyTools) private readonly tools: PolicyTools,
    @Inject(PlanReviews) private readonly reviews: PlanReviews,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  async due(): Promise<readonly DueRun[]> {
    const due: DueRun[] = [];
    let disagreeing = 0;
    for (const tenant of await this.tenants.all()) {
      const deciding = await this.deciding(tenant);
      const known = deciding.length > 0 ? await this.reviews.known(tenant) : new Map<string, string>();
      for (const policy of deciding) {
        const verdict = known.get(contentKey(policy));
        if (verdict === 'disagrees') disagreeing += 1;
        if (verdict === undefined) due.push({ id: [tenant, policy.id, policy.revision].join(' ') });
      }
    }
    this.gauge().set(disagreeing);
    return this.isWithoutCompiler ? [] : due.slice(0, AT_ONCE);
  }

  async run(id: string): Promise<void> {
    const [tenant = '', policy = '', revision = ''] = id.split(' ');
    const found = (await this.deciding(tenant)).find((one) => one.id === policy && one.revision === Number(revision));
    if (found) await this.review(tenant, found);
  }

  private gauge(): Gauge {
    return (this.disagreeing ??= new Gauge({
      name: 'writ_policies_plan_disagrees',
      help: 'Published or pinned revisions whose plan, which decides, was found to answer otherwise than OPA itself. The log names them.',
      registers: [this.metrics.registry],
    }));
  }

  private async review(tenant: string, policy: ActivePolicy): Promise<void> {
    const asked = await this.textOf(tenant, policy);
    const answer = asked && (await this.tools.run(tenant, REVIEW, asked));
    if (answer && isRefusal(answer)) {
      if (answer.refused === 'POLICY_TOOLS_BUSY') throw new Error('the policy tools are busy');
      this.isWithoutCompiler = answer.refused === 'POLICY_COMPILER_UNAVAILABLE';
      if (this.isWithoutCompiler) return;
    }
    const findings = answer && !isRefusal(answer) ? answer.findings : null;
    const verdict = findings === null ? 'unknown' : findings.length > 0 ? 'disagrees' : 'agrees';
    await this.reviews.record(tenant, policy, verdict, findings ?? []);
    const about = { tenant, policy: policy.id, revision: policy.revision, findings };
    if (verdict === 'disagrees') this.logger.error(about, 'the plan of a policy that decides answers otherwise than OPA itself');
    if (verdict === 'unknown')
      this.logger.warn(about, 'it could not be found out whether the plan of a policy answers as OPA does');
  }

  /** Undefined when it is not there any more as it was published; then it decides nothing either. */
  private async textOf(tenant: string, { id, revision, planDigest }: ActivePolicy) {
    try {
      const source = await this.revisions.source(tenant, id, revision);
      const plan = await this.plans.bytes(tenant, planDigest);
      if (!source) return undefined;
      const { modules, tests, data, entrypoint } = source;
      return { source: { modules, tests, data: data as Json, entrypoint }, plan: plan.toString('utf8') };
    } catch (error) {
      if (error instanceof PolicyUnusableError) return undefined;
      throw error;
    }
  }

  private async deciding(tenant: string): Promise<ActivePolicy[]> {
    const { policy, pins } = (await this.controls.refreshed(tenant)).state;
    const all = [...(policy ? [policy] : []), ...pins.map((pin) => pin.policy)];
    return [...new Map(all.map((one) => [`${one.id} ${one.revision}`, one])).values()];
  }
}
