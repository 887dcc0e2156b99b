import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { Controls } from '#features/controls/contract';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodeInteger, decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';
import { PolicyList, PolicyRevisions, type NumberedRevision } from '../contract.js';
import type { PolicyRevisionSummary, PolicyRevisionView, PolicyView } from '../answers.js';
import { policyView, revisionSummary, stepView, type PlanVerdicts, type PolicyTables } from './policy-rows.js';

type Database = Transaction<PolicyTables>;

@Injectable()
export class PoliciesQuery extends PolicyList {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(Controls) private readonly controls: Controls,
    @Inject(PolicyRevisions) private readonly sources: PolicyRevisions,
  ) {
    super();
  }

  /** Oldest first. */
  async list(tenant: string, { limit, cursor }: PageQuery): Promise<Page<PolicyView>> {
    const after = cursor === undefined ? 0 : decodePosition(cursor);
    const active = await this.activePolicy(tenant);
    const { rows, verdicts } = await this.database.as(tenant, async (db: Database) => ({
      rows: await db
        .selectFrom('policies_policies')
        .selectAll()
        .where('position', '>', String(after))
        .orderBy('position')
        .limit(limit + 1)
        .execute(),
      verdicts: await planVerdicts(db),
    }));
    return pageOf(
      rows,
      limit,
      (row) => policyView(row, active, verdicts),
      (row) => [Number(row.position)],
    );
  }

  async find(tenant: string, id: string): Promise<PolicyView | undefined> {
    const active = await this.activePolicy(tenant);
    const { row, verdicts } = await this.database.as(tenant, async (db: Database) => ({
      row: await db.selectFrom('policies_policies').selectAll().where('id', '=', id).executeTakeFirst(),
      verdicts: await planVerdicts(db),
    }));
    return row && policyView(row, active, verdicts);
  }

  /** Newest first. */
  async listRevisions(tenant: string, policy: string, { limit, cursor }: PageQuery): Promise<Page<PolicyRevisionSummary>> {
    const before = cursor === undefined ? undefined : decodeInteger(cursor);
    const rows = await this.database.as(tenant, (db: Database) => {
      const query = db.selectFrom('policies_revisions').selectAll().where('policy', '=', policy);
      return (before === undefined ? query : query.where('revision', '<', before))
        .orderBy('revision', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, revisionSummary, (row) => [row.revision]);
  }

  /** With its text, from the ledger, and every step it went through. */
  async revision(tenant: string, policy: string, revision: number): Promise<PolicyRevisionView | undefined> {
    const { row, steps } = await this.database.as(tenant, async (db: Database) => ({
      row: await db
        .selectFrom('policies_revisions')
        .selectAll()
        .where('policy', '=', policy)
        .where('revision', '=', revision)
        .executeTakeFirst(),
      steps: await db
        .selectFrom('policies_steps')
        .selectAll()
        .where('policy', '=', policy)
        .where('revision', '=', revision)
        .orderBy('position')
        .execute(),
    }));
    const source = row && (await this.sources.source(tenant, policy, revision));
    if (!source) return undefined;
    const { modules, tests, data } = source;
    return { ...revisionSummary(row), modules, tests, data, history: steps.map(stepView) };
  }

  async many(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, PolicyView>> {
    const active = await this.activePolicy(tenant);
    return this.database.as(tenant, async (db: Database) => {
      const rows = await db.selectFrom('policies_policies').selectAll().where('id', 'in', ids).execute();
      const verdicts = await planVerdicts(db);
      return new Map(rows.map((row) => [row.id, policyView(row, active, verdicts)]));
    });
  }

  async revisions(tenant: string, sought: readonly NumberedRevision[]): Promise<readonly PolicyRevisionSummary[]> {
    const [policies, numbers] = [sought.map(({ policy }) => policy), sought.map(({ revision }) => revision)];
    const { rows } = await this.database.as(tenant, (db: Database) =>
      sql<
        PolicyTables['policies_revisions']
      >`select r.* from unnest(${policies}::text[], ${numbers}::int[]) as asked (policy, revision)
        join policies_revisions r on r.tenant = ${tenant} and r.policy = asked.policy and r.revision = asked.revision`.execute(
        db,
      ),
    );
    return rows.map(revisionSummary);
  }

  async revisionsOf(
    tenant: string,
    policies: readonly string[],
    { limit, before }: { readonly limit: number; readonly before: number },
  ): Promise<ReadonlyMap<string, readonly PolicyRevisionSummary[]>> {
    const { rows } = await this.database.as(tenant, (db: Database) =>
      sql<
        PolicyTables['policies_revisions']
      >`select found.* from unnest(${policies}::text[]) as asked (policy) cross join lateral (
          select * from policies_revisions r where r.tenant = ${tenant} and r.policy = asked.policy and r.revision < ${before}
          order by r.revision desc limit ${limit}
        ) as found`.execute(db),
    );
    return Map.groupBy(rows.map(revisionSummary), ({ policy }) => policy);
  }

  /** From the ledger, not from a read model: what is active is what decides. */
  private async activePolicy(tenant: string): Promise<string | undefined> {
    return (await this.controls.refreshed(tenant)).state.policy?.id;
  }
}

/** Of published revisions, whichever build of the engine they were looked at with last. */
async function planVerdicts(db: Database): Promise<PlanVerdicts> {
  const { rows } = await sql<{ policy: string; verdict: PolicyView['publishedPlan'] }>`select p.id as policy, v.verdict
    from policies_policies p
    join policies_revisions r on r.tenant = p.tenant and r.policy = p.id and r.revision = p.published_revision
    join policies_plan_reviews v on v.tenant = r.tenant and v.digest = r.digest and v.plan_digest = r.plan_digest`.execute(db);
  return new Map(rows.flatMap(({ policy, verdict }) => (verdict === null ? [] : [[policy, verdict] as const])));
}
