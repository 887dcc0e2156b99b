import type { z } from 'zod';
import type { POLICY_STEPS, PolicyRevisionSummary, PolicyStepView, PolicyView } from '../answers.js';
import type { Quality, SEPARATIONS } from '../events.js';

export interface PolicyRow {
  id: string;
  name: string;
  revisions: number;
  published_revision: number | null;
  created_at: Date;
  created_by: string;
  position: string;
}

export interface RevisionRow {
  policy: string;
  revision: number;
  status: PolicyRevisionSummary['status'];
  summary: string;
  entrypoint: string;
  digest: string;
  plan_digest: string;
  data_digest: string;
  compiler: string;
  quality: string;
  based_on: number | null;
  added_at: Date;
  added_by: string;
  reviewed_by: string | null;
  signed_by: string | null;
  published_at: Date | null;
  published_by: string | null;
}

export interface StepRow {
  step: (typeof POLICY_STEPS)[number];
  taken_by: string;
  taken_at: Date;
  comment: string | null;
  separation_of_duties: (typeof SEPARATIONS)[number] | null;
  key_id: string | null;
  position: string;
}

export function policyView(row: PolicyRow, active: string | undefined): PolicyView {
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

export function revisionSummary(row: RevisionRow): PolicyRevisionSummary {
  return {
    policy: row.policy,
    revision: row.revision,
    status: row.status,
    summary: row.summary,
    entrypoint: row.entrypoint,
    digest: row.digest,
    planDigest: row.plan_digest,
    dataDigest: row.data_digest,
    compiler: row.compiler,
    quality: (JSON.parse(row.quality) as { found: Quality | null }).found,
    basedOn: row.based_on,
    addedAt: row.added_at.toISOString(),
    addedBy: row.added_by,
    reviewedBy: row.reviewed_by,
    signedBy: row.signed_by,
    publishedAt: row.published_at?.toISOString() ?? null,
    publishedBy: row.published_by,
  };
}

export function stepView(row: StepRow): z.output<typeof PolicyStepView> {
  return {
    step: row.step,
    by: row.taken_by,
    at: row.taken_at.toISOString(),
    comment: row.comment,
    separationOfDuties: row.separation_of_duties,
    keyId: row.key_id,
    position: Number(row.position),
  };
}
