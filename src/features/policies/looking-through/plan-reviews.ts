import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { ActivePolicy } from '#features/controls/contract';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { PLAN_VERDICTS } from '../answers.js';
import { engineBuild } from './engine-build.js';

export type PlanVerdict = (typeof PLAN_VERDICTS)[number];
type ByContent = Pick<ActivePolicy, 'digest' | 'planDigest'>;

export interface PlanFinding {
  readonly message: string;
  readonly file?: string;
  readonly row?: number;
}

/** What is known of whether plans answer as OPA does, by the content of revisions and the engine that was asked. */
@Injectable()
export class PlanReviews {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  async record(
    tenant: string,
    { digest, planDigest }: ByContent,
    verdict: PlanVerdict,
    findings: readonly PlanFinding[],
  ): Promise<void> {
    const build = await engineBuild();
    await this.database.as(tenant, (db) =>
      sql`insert into policies_plan_reviews (tenant, digest, plan_digest, build, verdict, findings)
        values (${tenant}, ${digest}, ${planDigest}, ${build}, ${verdict}, ${JSON.stringify(findings)})
        on conflict (tenant, digest, plan_digest)
        do update set build = excluded.build, verdict = excluded.verdict, findings = excluded.findings, looked_at = now()`.execute(
        db,
      ),
    );
  }

  /** By digest and plan digest, of those that this engine was asked about. */
  async known(tenant: string): Promise<ReadonlyMap<string, PlanVerdict>> {
    const build = await engineBuild();
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ digest: string; plan_digest: string; verdict: PlanVerdict }>`select digest, plan_digest, verdict
        from policies_plan_reviews where build = ${build}`.execute(db),
    );
    return new Map(rows.map((row) => [contentKey({ digest: row.digest, planDigest: row.plan_digest }), row.verdict]));
  }
}

export function contentKey({ digest, planDigest }: ByContent): string {
  return `${digest} ${planDigest}`;
}
