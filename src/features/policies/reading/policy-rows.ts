import type { z } from 'zod';
import { parseJson } from '#libs/exact-json';
import type { TablesOf } from '#libs/event-sourcing';
import type { PLAN_VERDICTS, POLICY_STEPS, PolicyRevisionSummary, PolicyStepView, PolicyView } from '../answers.js';
import type { Quality, SEPARATIONS } from '../events.js';
import type { policiesTables } from './policies.projection.js';

export type PolicyTables = TablesOf<typeof policiesTables>;

/** By policy: what is known of the plan of its published revision. */
export type PlanVerdicts = ReadonlyMap<string, (typeof PLAN_VERDICTS)[number]>;

export function policyView(
  row: PolicyTables['policies_policies'],
  active: string | undefined,
  verdicts: PlanVerdicts,
): PolicyView {
  return {
    id: row.id,
    name: row.name,
    revisions: row.revisions,
    publishedRevision: row.published_revision,
    publishedPlan: verdicts.get(row.id) ?? null,
    active: row.id === active,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  };
}

export function revisionSummary(row: PolicyTables['policies_revisions']): PolicyRevisionSummary {
  return {
    policy: row.policy,
    revision: row.revision,
    status: row.status as PolicyRevisionSummary['status'],
    summary: row.summary,
    entrypoint: row.entrypoint,
    digest: row.digest,
    planDigest: row.plan_digest,
    dataDigest: row.data_digest,
    compiler: row.compiler,
    quality: row.quality === null ? null : (parseJson(row.quality) as { found: Quality | null }).found,
    basedOn: row.based_on,
    addedAt: row.added_at.toISOString(),
    addedBy: row.added_by,
    reviewedBy: row.reviewed_by,
    signedBy: row.signed_by,
    dossier: row.dossier,
    publishedAt: row.published_at?.toISOString() ?? null,
    publishedBy: row.published_by,
  };
}

export function stepView(row: PolicyTables['policies_steps']): z.input<typeof PolicyStepView> {
  return {
    step: row.step as (typeof POLICY_STEPS)[number],
    by: row.taken_by,
    at: row.taken_at.toISOString(),
    comment: row.comment,
    separationOfDuties: row.separation_of_duties as (typeof SEPARATIONS)[number] | null,
    keyId: row.key_id,
    position: Number(row.position),
  };
}
