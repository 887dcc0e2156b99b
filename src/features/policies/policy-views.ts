import { z } from 'zod';
import { Quality, SEPARATIONS } from './events.js';

export const REVISION_STATUSES = [
  'draft',
  'in_review',
  'changes_requested',
  'approved',
  'published',
  'superseded',
  'rolled_back',
] as const;
export const POLICY_STEPS = [
  'added',
  'submitted',
  'approved',
  'changes_requested',
  'signed',
  'published',
  'restored',
  'rolled_back',
] as const;

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

export const QualityView = Quality.meta({ id: 'PolicyQuality' });

const summary = {
  policy: z.string(),
  revision: z.number().int(),
  status: z.enum(REVISION_STATUSES),
  summary: z.string(),
  entrypoint: z.string(),
  digest: z.string(),
  planDigest: z.string(),
  dataDigest: z.string(),
  compiler: z.string(),
  quality: QualityView.nullable().describe('Null for revisions from before checks were kept.'),
  basedOn: z.number().int().nullable().describe('The revision whose modules and tests it has, when only its data is its own.'),
  addedAt: z.string(),
  addedBy: z.string(),
  reviewedBy: z.string().nullable(),
  signedBy: z.string().nullable().describe('Key id of the latest signature.'),
  publishedAt: z.string().nullable(),
  publishedBy: z.string().nullable(),
};
export const PolicyRevisionSummary = z.object(summary).meta({ id: 'PolicyRevisionSummary' });
export type PolicyRevisionSummary = z.output<typeof PolicyRevisionSummary>;

export const PolicyStepView = z
  .object({
    step: z.enum(POLICY_STEPS),
    by: z.string(),
    at: z.string(),
    comment: z.string().nullable(),
    separationOfDuties: z.enum(SEPARATIONS).nullable().describe('With approved and published: whether it was in force.'),
    keyId: z.string().nullable(),
    position: z.number().int().describe("Where it is in the tenant's ledger."),
  })
  .meta({ id: 'PolicyStep' });

export const PolicyRevisionView = z
  .object({
    ...summary,
    modules: z.record(z.string(), z.string()),
    tests: z.record(z.string(), z.string()),
    data: z.unknown(),
    history: z.array(PolicyStepView).describe('Oldest first.'),
  })
  .meta({ id: 'PolicyRevision' });
export type PolicyRevisionView = z.output<typeof PolicyRevisionView>;

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
