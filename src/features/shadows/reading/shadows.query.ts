import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import type { EventStore, RowOf, TablesOf } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { SEVERITIES, type Cause, type Severity } from '#libs/replay';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type {
  ShadowDetail,
  ShadowDifferencePage,
  ShadowDifferencesFilter,
  ShadowFindings,
  ShadowListFilter,
  ShadowView,
} from '../answers.js';
import type { ShadowPlan } from '../events.js';
import { ComparedTable, type TouchedKind } from '../following/compared-table.js';
import { NOTHING_YET, totalsOf } from '../following/shadow-totals.js';
import { shadowStream, type ShadowEnd, type ShadowStatus } from '../shadow-words.js';
import { shadowViewOf } from './shadow-view.js';
import type { shadowsTables } from './shadows.projection.js';

type Tables = TablesOf<typeof shadowsTables>;
type Row = RowOf<(typeof shadowsTables)[0]>;
type Difference = ShadowDifferencePage['items'][number];
type Line = ShadowFindings['tools']['worst'][number];

/** Of a blast radius. */
const WORST = 20;

@Injectable()
export class ShadowsQuery {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(ComparedTable) private readonly compared: ComparedTable,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** Newest first. */
  async list(tenant: string, { state, limit, cursor }: ShadowListFilter): Promise<Page<ShadowView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('shadows_shadows').selectAll();
      if (state !== undefined) query = query.where('state', '=', state);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }

  /** As the ledger has it: whoever started it finds it at once. */
  async find(tenant: string, shadow: string): Promise<ShadowDetail | undefined> {
    const found = shadowViewOf(await this.store.readStream(tenant, shadowStream(shadow)));
    return found && { ...found, findings: await this.findings(tenant, found) };
  }

  /** Up to where it was compared. */
  async through(tenant: string, shadow: string, { from }: ShadowPlan): Promise<number> {
    return (await this.compared.find(tenant, shadow))?.through ?? from - 1;
  }

  /** Of the shadows that are not over, and of these, as far as the list knows them. */
  async states(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, ShadowStatus>> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ id: string; state: ShadowStatus }>`select id, state from shadows_shadows
        where tenant = ${tenant} and (state <> 'ended' or id = any(${ids}::text[]))`.execute(db),
    );
    return new Map(rows.map(({ id, state }) => [id, state]));
  }

  /** The worst first. */
  async differences(
    tenant: string,
    shadow: string,
    { severity, cause, tool, limit, cursor }: ShadowDifferencesFilter,
  ): Promise<Page<Difference>> {
    const after = cursor === undefined ? undefined : placeOf(decodePosition(cursor));
    const conditions = [sql`tenant = ${tenant}`, sql`shadow = ${shadow}`];
    if (after) conditions.push(sql`(rank, position) > (${after.rank}, ${after.position})`);
    if (severity !== undefined) conditions.push(sql`severity = ${severity}`);
    if (cause !== undefined) conditions.push(sql`cause = ${cause}`);
    if (tool !== undefined) conditions.push(sql`tool = ${tool}`);
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ rank: number; position: string; body: string }>`select rank, position, body from shadows_differences
        where ${sql.join(conditions, sql` and `)} order by rank, position limit ${limit + 1}`.execute(db),
    );
    return pageOf(
      rows,
      limit,
      ({ body }) => parseJson(body) as unknown as Difference,
      ({ rank, position }) => [Number(position) * SEVERITIES.length + rank],
    );
  }

  private async findings(tenant: string, { id, plan, state }: ShadowView): Promise<ShadowFindings> {
    const so = (await this.compared.find(tenant, id)) ?? { through: plan.from - 1, tallied: NOTHING_YET };
    const { position: head } = await this.store.head(tenant);
    const { matrix, strata } = so.tallied;
    const causes = new Map<Cause, number>();
    for (const { cause, count } of strata) causes.set(cause, (causes.get(cause) ?? 0) + count);
    const radius = (kind: TouchedKind) => this.radius(tenant, id, kind);
    const [tools, agents, sessions, rules, kept] = await Promise.all([
      radius('tool'),
      radius('agent'),
      radius('session'),
      radius('rule'),
      this.kept(tenant, id),
    ]);
    return {
      totals: totalsOf(so.tallied, so.through),
      behind: state === 'ended' ? 0 : Math.max(0, head - so.through),
      causes: [...causes].map(([cause, count]) => ({ cause, count })).toSorted((one, other) => other.count - one.count),
      matrix: [...matrix],
      tools,
      agents,
      sessions,
      rules: rules.worst.map(({ name, ...counts }) => {
        const [before = '', after = ''] = name.split('\n');
        return { before, after, ...counts };
      }),
      kept,
    };
  }

  private async kept(tenant: string, shadow: string): Promise<number> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{
        n: string;
      }>`select count(*) as n from shadows_differences where tenant = ${tenant} and shadow = ${shadow}`.execute(db),
    );
    return Number(rows[0]?.n ?? 0);
  }

  private async radius(tenant: string, shadow: string, kind: TouchedKind): Promise<ShadowFindings['tools']> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<
        Record<Severity, string> & { name: string; n: string }
      >`select name, critical, high, medium, low, info, count(*) over () as n
        from shadows_touched where tenant = ${tenant} and shadow = ${shadow} and kind = ${kind}
        order by critical desc, high desc, medium desc, low desc, info desc, name limit ${WORST}`.execute(db),
    );
    return { count: Number(rows[0]?.n ?? 0), worst: rows.map(lineOf) };
  }
}

function lineOf({ name, ...row }: Record<Severity, string> & { readonly name: string }): Line {
  const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, Number(row[severity])])) as Record<Severity, number>;
  return { name, total: Object.values(counts).reduce((sum, n) => sum + n, 0), ...counts };
}

function placeOf(cursor: number): { readonly rank: number; readonly position: number } {
  return { rank: cursor % SEVERITIES.length, position: Math.floor(cursor / SEVERITIES.length) };
}

function view(row: Row): ShadowView {
  return {
    id: row.id,
    state: row.state as ShadowStatus,
    name: row.name,
    plan: parseJson(row.plan) as unknown as ShadowPlan,
    startedBy: row.started_by,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    why: row.why as ShadowEnd | null,
    detail: row.detail,
    digest: row.digest,
    position: Number(row.position),
  };
}
