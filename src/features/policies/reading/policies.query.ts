import { Inject, Injectable } from '@nestjs/common';
import { Controls } from '#features/controls/contract';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodeInteger, decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';
import { PolicyRevisions } from '../contract.js';
import type { PolicyRevisionSummary, PolicyRevisionView, PolicyView } from '../answers.js';
import { policyView, revisionSummary, stepView, type PolicyRow, type RevisionRow, type StepRow } from './policy-rows.js';

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
    const rows = (await this.database.as(tenant, (db) =>
      db
        .selectFrom('policies_policies')
        .selectAll()
        .where('position', '>', after)
        .orderBy('position')
        .limit(limit + 1)
        .execute(),
    )) as PolicyRow[];
    return pageOf(
      rows,
      limit,
      (row) => policyView(row, active),
      (row) => [Number(row.position)],
    );
  }

  async find(tenant: string, id: string): Promise<PolicyView | undefined> {
    const active = await this.activePolicy(tenant);
    const row = (await this.database.as(tenant, (db) =>
      db.selectFrom('policies_policies').selectAll().where('id', '=', id).executeTakeFirst(),
    )) as PolicyRow | undefined;
    return row && policyView(row, active);
  }

  /** Newest first. */
  async listRevisions(tenant: string, policy: string, { limit, cursor }: PageQuery): Promise<Page<PolicyRevisionSummary>> {
    const before = cursor === undefined ? undefined : decodeInteger(cursor);
    const rows = (await this.database.as(tenant, (db) => {
      const query = db.selectFrom('policies_revisions').selectAll().where('policy', '=', policy);
      return (before === undefined ? query : query.where('revision', '<', before))
        .orderBy('revision', 'desc')
        .limit(limit + 1)
        .execute();
    })) as RevisionRow[];
    return pageOf(rows, limit, revisionSummary, (row) => [row.revision]);
  }

  /** With its text, from the ledger, and every step it went through. */
  async revision(tenant: string, policy: string, revision: number): Promise<PolicyRevisionView | undefined> {
    const { row, steps } = await this.database.as(tenant, async (db) => ({
      row: (await db
        .selectFrom('policies_revisions')
        .selectAll()
        .where('policy', '=', policy)
        .where('revision', '=', revision)
        .executeTakeFirst()) as RevisionRow | undefined,
      steps: (await db
        .selectFrom('policies_steps')
        .selectAll()
        .where('policy', '=', policy)
        .where('revision', '=', revision)
        .orderBy('position')
        .execute()) as StepRow[],
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
