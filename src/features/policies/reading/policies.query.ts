import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { Controls } from '#features/controls/contract';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodeInteger, decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';
import { PolicyRevisions } from '../contract.js';
import type { PolicyRevisionSummary, PolicyRevisionView, PolicyView } from '../answers.js';
import { policyView, revisionSummary, stepView, type PlanVerdicts, type PolicyTables } from './policy-rows.js';

type Database = Transaction<PolicyTables>;

@Injectable()
export class PoliciesQuery {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(Controls) private readonly controls: Controls,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
  ) {}

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
    const source = row && (await this.revisions.source(tenant, policy, revision));
    if (!source) return undefined;
    const { modules, tests, data } = source;
    return { ...revisionSummary(row), modules, tests, data, history: steps.map(stepView) };
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
