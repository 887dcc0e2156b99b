import { z } from 'zod';
import { actedBy, LedgerReceipt, pageAnswer } from '#libs/operations';
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
  'dossier',
  'published',
  'restored',
  'rolled_back',
] as const;

/** What came of comparing a plan with OPA itself; `unknown` when it could not be compared. */
export const PLAN_VERDICTS = ['agrees', 'disagrees', 'unknown'] as const;

export const PolicyView = z
  .object({
    id: z.string(),
    name: z.string(),
    revisions: z.number().int(),
    publishedRevision: z.number().int().nullable(),
    publishedPlan: z
      .enum(PLAN_VERDICTS)
      .nullable()
      .describe('Whether what the published revision decides by answers as OPA itself does; null until that was looked at.'),
    active: z.boolean().describe('Whether it decides the calls of this tenant now.'),
    createdAt: z.string(),
    ...actedBy('createdBy'),
  })
  .meta({ id: 'Policy' });
export type PolicyView = z.input<typeof PolicyView>;

const QualityView = Quality.meta({ id: 'PolicyQuality' });

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
  ...actedBy('addedBy'),
  ...actedBy('reviewedBy', z.string().nullable()),
  signedBy: z.string().nullable().describe('Key id of the latest signature.'),
  dossier: z.string().nullable().describe('Digest of the latest change dossier.'),
  publishedAt: z.string().nullable(),
  ...actedBy('publishedBy', z.string().nullable()),
};
export const PolicyRevisionSummary = z.object(summary).meta({ id: 'PolicyRevisionSummary' });
export type PolicyRevisionSummary = z.input<typeof PolicyRevisionSummary>;

export const PolicyStepView = z
  .object({
    step: z.enum(POLICY_STEPS),
    ...actedBy('by'),
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
export type PolicyRevisionView = z.input<typeof PolicyRevisionView>;

export const PolicyPage = pageAnswer('PolicyPage', PolicyView);
export const PolicyRevisionPage = pageAnswer('PolicyRevisionPage', PolicyRevisionSummary);

export const PolicyCreated = z
  .object({ policy: z.object({ id: z.string(), name: z.string() }), ledger: LedgerReceipt })
  .meta({ id: 'PolicyCreatedAnswer' });
export const PolicyRevisionAdded = z
  .object({
    policy: z.string(),
    revision: z.number().int(),
    digest: z.string(),
    quality: QualityView,
    ledger: LedgerReceipt,
  })
  .meta({ id: 'PolicyRevisionAddedAnswer' });
export const PolicyStepTaken = z
  .object({ policy: z.string(), revision: z.number().int(), ledger: LedgerReceipt })
  .meta({ id: 'PolicyStepTaken' });
export const PolicyRevisionSigned = z
  .object({
    policy: z.string(),
    revision: z.number().int(),
    keyId: z.string(),
    ledger: LedgerReceipt.nullable().describe('Null when the revision carries this signature already.'),
  })
  .meta({ id: 'PolicyRevisionSignedAnswer' });
