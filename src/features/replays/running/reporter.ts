import { Inject, Injectable } from '@nestjs/common';
import { PolicyPlans } from '#features/policies/contract';
import { canonicalJson, digestOf } from '#libs/evidence';
import { isRefusal, type CommandContext, type Json } from '#libs/event-sourcing';
import type { PolicyReference } from '#libs/decision-guards';
import { reportOf, Tally, type DecidedBy, type ListedDifference, type ReplayReport, type ReportedPolicy } from '#libs/replay';
import { HistoryStore } from '../histories/history-store.js';
import type { ReplayPlan } from '../events.js';
import { ReplayDesk } from '../replay-desk.js';
import { HISTORY_FORMATS, RUN_REPLAYS } from '../replay-words.js';
import { ReplayThreads } from './replay-threads.js';
import { thatFit, toldPositions } from './told-differences.js';
import { ReplayWork } from './work-table.js';

/** Differences that a thread tells at once. */
const TOLD_AT_ONCE = 200;
/** Of the revisions that decided, in the ledger; the report has up to a thousand. */
const MOST_DECIDERS = 100;

/** Makes the report of a replay whose stretches are all done, and records its digest. Doing it again comes to the same. */
@Injectable()
export class Reporter {
  constructor(
    @Inject(ReplayWork) private readonly work: ReplayWork,
    @Inject(ReplayThreads) private readonly threads: ReplayThreads,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
    @Inject(ReplayDesk) private readonly desk: ReplayDesk,
    @Inject(HistoryStore) private readonly histories: HistoryStore,
  ) {}

  async report(tenant: string, replay: string, plan: ReplayPlan): Promise<void> {
    if (!(await this.isWhole(tenant, plan))) return this.failed(tenant, replay);
    const report = await this.made(tenant, replay, plan);
    const body = canonicalJson(report as unknown as Json);
    const digest = digestOf(body);
    await this.work.keepReport(tenant, digest, body, report);
    const { totals, severities, engine, divergences } = report;
    const [divergence] = divergences;
    const done = await this.desk.handle(
      { ...contextOf(tenant), seed: `writ/replayed\n${replay}` },
      {
        type: 'CompleteReplay',
        replay,
        report: {
          digest,
          engine,
          decisions: totals.decisions,
          differences: totals.different,
          critical: severities.critical,
          high: severities.high,
          diverged: totals.diverged,
          factsMissing: totals.factsMissing,
          ...(report.decidedBy && { decidedBy: mostOf(report.decidedBy) }),
        },
        divergence: divergence ? { decision: divergence.decision, position: divergence.position } : null,
      },
    );
    if (isRefusal(done)) throw new Error(`replay ${replay} cannot be completed: ${done.refused}`);
    await this.work.forget(tenant, replay);
    await this.threads.end(replay);
  }

  /** What was gone through has to be what the plan names. A ledger holds its own proof. */
  private async isWhole(tenant: string, { history }: ReplayPlan): Promise<boolean> {
    const format = HISTORY_FORMATS.find((known) => known === history?.format);
    return !history || (format !== undefined && this.histories.isWhole(tenant, { digest: history.digest, format }));
  }

  private async failed(tenant: string, replay: string): Promise<void> {
    const detail = 'the history is gone, or its rows are not what its digest says: bring it again';
    const done = await this.desk.handle(contextOf(tenant), { type: 'FailReplay', replay, detail });
    if (isRefusal(done)) throw new Error(`replay ${replay} cannot be failed: ${done.refused}`);
  }

  private async made(tenant: string, replay: string, plan: ReplayPlan): Promise<ReplayReport> {
    const { mode, from, to, filter, baseline, candidate, seed, listed } = plan;
    const tally = new Tally({ seed, kept: listed });
    await this.work.tallies(tenant, replay, (tallied) => tally.merge(tallied));
    const tallied = tally.result();
    const positions = toldPositions(tallied).toSorted((a, b) => a - b);
    const differences: ListedDifference[] = [];
    for (let at = 0; at < positions.length; at += TOLD_AT_ONCE)
      differences.push(
        ...(await this.threads.tell({ kind: 'tell', tenant, replay, plan, positions: positions.slice(at, at + TOLD_AT_ONCE) })),
      );
    const engine = await this.plans.engine();
    const { history } = plan;
    const head = {
      tenant,
      source: HISTORY_FORMATS.find((format) => format === history?.format) ?? ('ledger' as const),
      ...(history && { history: history.digest }),
      mode,
      from,
      to,
      filter,
      baseline: reported(baseline),
      candidate: reported(candidate),
      engine,
      seed,
      listed,
    };
    const told = thatFit(tallied, differences);
    const isTold = new Set(told.map(({ position }) => position));
    const strata = tallied.strata.map((kind) => ({ ...kind, kept: kind.kept.filter(({ position }) => isTold.has(position)) }));
    return reportOf(head, { ...tallied, strata }, told);
  }
}

function contextOf(tenant: string): CommandContext {
  return { tenant, actor: { kind: 'system', id: RUN_REPLAYS }, correlation: null, causation: null, trace: null };
}

/** The order is that of the report. */
function mostOf(decidedBy: readonly DecidedBy[]): DecidedBy[] {
  const most = new Set(decidedBy.toSorted((one, other) => other.decisions - one.decisions).slice(0, MOST_DECIDERS));
  return decidedBy.filter((decider) => most.has(decider));
}

function reported(policy: PolicyReference | null): ReportedPolicy | null {
  if (!policy) return null;
  const { id, revision, digest, planDigest, dataDigest, entrypoint } = policy;
  return { id, revision, digest, planDigest, dataDigest, entrypoint };
}
