import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Controls } from '#features/controls/contract';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page, type PageQuery } from '#platform/http/paging';

export const PolicyView = z
  .object({
    id: z.string(),
    name: z.string(),
    revisions: z.number().int(),
    publishedRevision: z.number().int().nullable(),
    active: z.boolean().describe('Whether it decides the calls of this tenant now.'),
    createdAt: z.string(),
    createdBy: z.string(),
  })
  .meta({ id: 'Policy' });
export type PolicyView = z.output<typeof PolicyView>;

export const PolicyRevisionView = z
  .object({
    policy: z.string(),
    revision: z.number().int(),
    status: z.enum(['draft', 'published', 'superseded']),
    summary: z.string(),
    entrypoint: z.string(),
    modules: z.record(z.string(), z.string()),
    data: z.unknown(),
    digest: z.string(),
    planDigest: z.string(),
    dataDigest: z.string(),
    compiler: z.string(),
    addedAt: z.string(),
    addedBy: z.string(),
    publishedAt: z.string().nullable(),
    publishedBy: z.string().nullable(),
  })
  .meta({ id: 'PolicyRevision' });
export type PolicyRevisionView = z.output<typeof PolicyRevisionView>;

interface PolicyRow {
  id: string;
  name: string;
  revisions: number;
  published_revision: number | null;
  created_at: Date;
  created_by: string;
  position: string;
}

interface RevisionRow {
  policy: string;
  revision: number;
  status: PolicyRevisionView['status'];
  summary: string;
  entrypoint: string;
  modules: string;
  data: string;
  digest: string;
  plan_digest: string;
  data_digest: string;
  compiler: string;
  added_at: Date;
  added_by: string;
  published_at: Date | null;
  published_by: string | null;
}

@Injectable()
export class PoliciesQuery {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(Controls) private readonly controls: Controls,
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

  async revision(tenant: string, policy: string, revision: number): Promise<PolicyRevisionView | undefined> {
    const row = (await this.database.as(tenant, (db) =>
      db
        .selectFrom('policies_revisions')
        .selectAll()
        .where('policy', '=', policy)
        .where('revision', '=', revision)
        .executeTakeFirst(),
    )) as RevisionRow | undefined;
    return row && revisionView(row);
  }

  /** From the ledger, not from a read model: what is active is what decides. */
  private async activePolicy(tenant: string): Promise<string | undefined> {
    return (await this.controls.refreshed(tenant)).state.policy?.id;
  }
}

function policyView(row: PolicyRow, active: string | undefined): PolicyView {
  return {
    id: row.id,
    name: row.name,
    revisions: row.revisions,
    publishedRevision: row.published_revision,
    active: row.id === active,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  };
}

function revisionView(row: RevisionRow): PolicyRevisionView {
  return {
    policy: row.policy,
    revision: row.revision,
    status: row.status,
    summary: row.summary,
    entrypoint: row.entrypoint,
    modules: JSON.parse(row.modules) as Record<string, string>,
    data: (JSON.parse(row.data) as { document: unknown }).document,
    digest: row.digest,
    planDigest: row.plan_digest,
    dataDigest: row.data_digest,
    compiler: row.compiler,
    addedAt: row.added_at.toISOString(),
    addedBy: row.added_by,
    publishedAt: row.published_at?.toISOString() ?? null,
    publishedBy: row.published_by,
  };
}
