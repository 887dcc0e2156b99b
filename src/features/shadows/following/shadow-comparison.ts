import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { PolicyPlans, PolicyUnusableError } from '#features/policies/contract';
import { DecidingAgain } from '#features/replays/contract';
import type { CommandContext, EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { SEVERITIES, type ListedDifference, type Tallied } from '#libs/replay';
import { Metrics } from '#platform/telemetry/metrics';
import type { ShadowPlan } from '../events.js';
import { ShadowDesk } from '../shadow-desk.js';
import { COMPARE_SHADOWS, type ShadowEnd } from '../shadow-words.js';
import { ComparedTable, type ComparedSoFar } from './compared-table.js';
import { againPlanOf } from './again-plan-of.js';
import { digestOfFindings, NOTHING_YET, together, totalsOf } from './shadow-totals.js';
import { limitOf } from './shadow-limit.js';

/** Decisions of one step: what is lost when a worker dies over it, and what can have a name of its own in it. */
const STEP = 1_000;
/** Differences of one step that are told one by one. */
const TOLD_AT_ONCE = 200;
/** Shadows that one process is at, at the same time: they share a thread, and other jobs the lane. Who finds no room is asked again. */
const MOST_AT_ONCE = 3;
/** After so long other shadows have a turn. */
const TURN_MS = 2_000;

type Open = NonNullable<Awaited<ReturnType<ShadowDesk['find']>>>;

/** Brings a shadow up to where its ledger ends, step by step, and ends it when it is time. */
@Injectable()
export class ShadowComparison {
  /** Shadows that this process is at. */
  private readonly busy = new Set<string>();
  private readonly differences: Counter;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(DecidingAgain) private readonly again: DecidingAgain,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
    @Inject(ComparedTable) private readonly table: ComparedTable,
    @Inject(ShadowDesk) private readonly desk: ShadowDesk,
    @Inject(Metrics) metrics: Metrics,
  ) {
    this.differences = new Counter({
      name: 'writ_shadow_differences_total',
      help: 'Decisions that a shadow would have made otherwise, by severity.',
      labelNames: ['severity'],
      registers: [metrics.registry],
    });
  }

  /** Answers where it stands when there is more to do, and nothing when it is up to date, over or somebody else's. */
  async goOn(tenant: string, shadow: string): Promise<number | undefined> {
    const key = `${tenant}/${shadow}`;
    if (this.busy.has(key) || this.busy.size >= MOST_AT_ONCE) return undefined;
    this.busy.add(key);
    try {
      return await this.steps(tenant, shadow);
    } finally {
      this.busy.delete(key);
    }
  }

  private async steps(tenant: string, shadow: string): Promise<number | undefined> {
    const began = performance.now();
    for (;;) {
      // The head first: what was asked for meanwhile stands beyond it, or is seen.
      const { position: head } = await this.store.head(tenant);
      const open = await this.desk.find(tenant, shadow);
      if (!open || open.is === 'ended') return undefined;
      const { plan } = open;
      const so = (await this.table.find(tenant, shadow)) ?? { through: plan.from - 1, tallied: NOTHING_YET };
      const unusable = await this.unusable(tenant, plan);
      if (unusable !== undefined) return this.close(tenant, shadow, open, so, 'unusable', unusable);
      const left = (plan.ends.decisions ?? Infinity) - so.tallied.decisions;
      if (left <= 0) return this.close(tenant, shadow, open, so, 'decisions');
      const { to, ends } = await limitOf(this.store, tenant, open, head, Date.now());
      if (so.through >= to) return ends && this.close(tenant, shadow, open, so, ends);
      if (performance.now() - began > TURN_MS) return so.through;
      await this.step(tenant, shadow, plan, so, to, Math.min(left, STEP));
    }
  }

  private async step(
    tenant: string,
    shadow: string,
    plan: ShadowPlan,
    { through: after, tallied }: ComparedSoFar,
    to: number,
    most: number,
  ): Promise<void> {
    const order = { tenant, work: shadow, plan: againPlanOf(shadow, plan, STEP) };
    const { tallied: found, through } = await this.again.tally({ ...order, from: after + 1, to, most });
    const room = found.strata.length > 0 ? await this.table.room(tenant, shadow) : new Set<string>();
    const positions = gravest(found, room).toSorted((one, other) => one - other);
    const told: readonly ListedDifference[] = positions.length > 0 ? await this.again.tell({ ...order, positions }) : [];
    const reached = { through, tallied: together(tallied, found) };
    if (!(await this.table.keep(tenant, shadow, { after, reached, found, told }))) return;
    for (const { severity, count } of found.strata) this.differences.inc({ severity }, count);
    if (found.decisions > 0) await this.tell(tenant, shadow, reached);
  }

  private async tell(tenant: string, shadow: string, { through, tallied }: ComparedSoFar): Promise<void> {
    const [first] = tallied.divergences;
    const divergence = first ? { engine: await this.plans.engine(), decision: first.decision, position: first.position } : null;
    await this.desk.handle(contextOf(tenant, `told\n${shadow}\n${through}`), {
      type: 'TellShadow',
      shadow,
      totals: totalsOf(tallied, through),
      at: new Date().toISOString(),
      divergence,
    });
  }

  private async close(
    tenant: string,
    shadow: string,
    { plan }: Open,
    { through, tallied }: ComparedSoFar,
    why: ShadowEnd,
    detail: string | null = null,
  ): Promise<undefined> {
    const digest = digestOfFindings(plan, tallied, through);
    const totals = totalsOf(tallied, through);
    await this.desk.handle(contextOf(tenant, `ended\n${shadow}`), { type: 'CloseShadow', shadow, why, detail, totals, digest });
  }

  /** Why the candidate cannot be asked; undefined when it can. */
  private async unusable(tenant: string, { candidate: { planDigest, dataDigest } }: ShadowPlan): Promise<string | undefined> {
    try {
      for (const digest of [planDigest, dataDigest]) await this.plans.bytes(tenant, digest);
      return undefined;
    } catch (error) {
      if (error instanceof PolicyUnusableError) return error.message;
      throw error;
    }
  }
}

function gravest({ strata }: Tallied, room: ReadonlySet<string>): number[] {
  return SEVERITIES.filter((severity) => room.has(severity))
    .flatMap((severity) => strata.filter((each) => each.severity === severity))
    .flatMap(({ kept }) => kept.map(({ position }) => position))
    .slice(0, TOLD_AT_ONCE);
}

/** Two workers that come to the same append it once. */
function contextOf(tenant: string, work: string): CommandContext {
  return {
    tenant,
    actor: { kind: 'system', id: COMPARE_SHADOWS },
    correlation: null,
    causation: null,
    trace: null,
    seed: `writ/shadow\n${work}`,
  };
}
