import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import type { EventStore, RowOf, TablesOf } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type {
  DifferencePage,
  DifferencesFilter,
  ReplayDetail,
  ReplayListFilter,
  ReplayProgress,
  ReplayView,
} from '../answers.js';
import type { ReplayPlan, ReportFacts } from '../events.js';
import { replayStream, type ReplayStatus } from '../replay-words.js';
import { positionsOf } from '../running/stretch-plan.js';
import { ReplayWork, type Progress } from '../running/work-table.js';
import { replayViewOf, reportIn } from './replay-view.js';
import type { replaysTables } from './replays.projection.js';

type Tables = TablesOf<typeof replaysTables>;
type Row = RowOf<(typeof replaysTables)[0]>;
type Difference = DifferencePage['items'][number];

@Injectable()
export class ReplaysQuery {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(ReplayWork) private readonly work: ReplayWork,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** Newest first. */
  async list(tenant: string, { state, limit, cursor }: ReplayListFilter): Promise<Page<ReplayView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('replays_replays').selectAll();
      if (state !== undefined) query = query.where('state', '=', state);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }

  /** As the ledger has it: whoever asked for it finds it at once. */
  async find(tenant: string, replay: string): Promise<ReplayDetail | undefined> {
    const events = await this.store.readStream(tenant, replayStream(replay));
    const found = replayViewOf(events);
    return found && { ...found, progress: await this.progress(tenant, found, reportIn(events)) };
  }

  /** Of all that are not over, and of these, whether they are not. */
  async open(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ id: string; open: boolean }>`select id, state in ('running', 'paused') as open from replays_replays
        where tenant = ${tenant} and (state in ('running', 'paused') or id = any(${ids}::text[]))`.execute(db),
    );
    return new Map(rows.map(({ id, open }) => [id, open]));
  }

  /** The report as it is stored, whatever that is; undefined when nothing is stored under the digest. */
  async report(tenant: string, digest: string): Promise<string | undefined> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ body: string }>`select body from replays_reports where tenant = ${tenant} and digest = ${digest}`.execute(db),
    );
    return rows[0]?.body;
  }

  /** The worst first. */
  async differences(
    tenant: string,
    report: string,
    { severity, cause, tool, limit, cursor }: DifferencesFilter,
  ): Promise<Page<Difference>> {
    const after = cursor === undefined ? -1 : decodePosition(cursor);
    const conditions = [sql`tenant = ${tenant}`, sql`report = ${report}`, sql`place > ${after}`];
    if (severity !== undefined) conditions.push(sql`severity = ${severity}`);
    if (cause !== undefined) conditions.push(sql`cause = ${cause}`);
    if (tool !== undefined) conditions.push(sql`tool = ${tool}`);
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ place: number; body: string }>`select place, body from replays_differences
        where ${sql.join(conditions, sql` and `)} order by place limit ${limit + 1}`.execute(db),
    );
    return pageOf(
      rows,
      limit,
      ({ body }) => parseJson(body) as unknown as Difference,
      ({ place }) => [place],
    );
  }

  /** Of one that is over only its report is left. */
  private async progress(
    tenant: string,
    { id, state, plan }: ReplayView,
    report: ReportFacts | undefined,
  ): Promise<ReplayProgress> {
    const total = plan.to - plan.from + 1;
    if (report) return { done: total, total, decisions: report.decisions, perSecond: null, secondsLeft: 0 };
    const far = await this.work.progress(tenant, id);
    const done = positionsOf(plan, far.stretches);
    const perSecond = rateOf(done, far);
    const secondsLeft = perSecond === null || state !== 'running' ? null : Math.ceil((total - done) / perSecond);
    return { done, total, decisions: far.decisions, perSecond, secondsLeft };
  }
}

function rateOf(done: number, { beganAt, lastAt }: Progress): number | null {
  if (done === 0 || beganAt === null || lastAt === null || lastAt <= beganAt) return null;
  return Math.round((done * 1_000) / (lastAt - beganAt));
}

function view(row: Row): ReplayView {
  return {
    id: row.id,
    state: row.state as ReplayStatus,
    name: row.name,
    plan: parseJson(row.plan) as unknown as ReplayPlan,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    report: row.report,
    detail: row.detail,
    position: Number(row.position),
  };
}
