import { refuse, type Refusal } from '#libs/event-sourcing';
import type { ReleaseRules } from './commands.js';
import type { Quality } from './events.js';
import type { PolicyRefusalCode } from './refusals.js';

const REVISION_STATUSES = [
  'draft',
  'in_review',
  'changes_requested',
  'approved',
  'published',
  'superseded',
  'rolled_back',
] as const;
export type RevisionStatus = (typeof REVISION_STATUSES)[number];

/** What the lifecycle needs to know of a revision; its text stays in the ledger. */
export interface Revision {
  readonly digest: string;
  readonly planDigest: string;
  readonly dataDigest: string;
  readonly entrypoint: string;
  /** Who wrote what nobody else has reviewed: of a data revision also the authors of the modules it was put under. */
  readonly authors: readonly string[];
  /** Who approved it last. */
  readonly reviewer: string | null;
  readonly status: RevisionStatus;
  readonly quality: Quality | null;
  /** The latest one. */
  readonly signature: { readonly digest: string; readonly keyId: string } | null;
  /** The latest one. */
  readonly dossier: AttachedDossier | null;
}

/** What is known of a change, as far as the lifecycle goes by it. */
export interface AttachedDossier {
  /** SHA-256 of its canonical JSON. */
  readonly dossier: string;
  readonly envelopeDigest: string;
  readonly keyId: string;
  /** The published revision that it was compared with; null when none was. */
  readonly against: number | null;
  readonly objections: readonly string[];
}

/** A revision at one of these is nothing anybody may rely on. */
export const UNAPPROVED: readonly RevisionStatus[] = ['draft', 'in_review', 'changes_requested'];
const SUBMITTABLE: readonly RevisionStatus[] = ['draft', 'changes_requested', 'superseded', 'rolled_back'];

export function canBeSubmitted({ status }: Revision): boolean {
  return SUBMITTABLE.includes(status);
}

/** One envelope can carry the signatures of several keys: the same bytes by another key are another signature. */
export function isSameSignature(one: Revision['signature'], other: Revision['signature']): boolean {
  return one?.digest === other?.digest && one?.keyId === other?.keyId;
}

/** In a data revision, what is there already counts as nobody's once somebody other than its authors had approved it. */
export function authorsOnTopOf(found: Revision, by: string): readonly string[] {
  const isReviewed = !UNAPPROVED.includes(found.status) && !isOwnReview(found);
  return isReviewed ? [by] : [...new Set([...found.authors, by])];
}

function isOwnReview({ authors, reviewer }: Revision): boolean {
  return reviewer !== null && authors.includes(reviewer);
}

/** Why a revision must not be put to work by this person, published or pinned; undefined when it may. */
export function unfitToRelease(revision: Revision, by: string, rules: ReleaseRules): Refusal<PolicyRefusalCode> | undefined {
  const { authors, reviewer, quality, signature } = revision;
  if (rules.separationOfDuties === 'enforced') {
    if (authors.includes(by)) return refuse('PUBLISHER_IS_AUTHOR');
    if (by === reviewer) return refuse('PUBLISHER_IS_REVIEWER');
    if (isOwnReview(revision)) return refuse('REVIEWER_IS_AUTHOR', 'it was approved when the tenant did not keep them apart');
  }
  if (quality === null || quality.testsFailed > 0) return refuse('POLICY_CHECKS_FAILED');
  if (quality.score < rules.minimumQuality)
    return refuse('POLICY_QUALITY_TOO_LOW', `the score is ${quality.score}, the minimum is ${rules.minimumQuality}`);
  if (rules.isSignatureRequired && signature === null) return refuse('POLICY_NOT_SIGNED');
  return rules.isDossierRequired ? unfitDossier(revision.dossier) : undefined;
}

function unfitDossier(dossier: AttachedDossier | null): Refusal<PolicyRefusalCode> | undefined {
  if (!dossier) return refuse('POLICY_DOSSIER_MISSING');
  const [first, ...others] = dossier.objections;
  if (first === undefined) return undefined;
  return refuse('POLICY_DOSSIER_OBJECTS', others.length > 0 ? `${first}, and ${others.length} more` : first);
}

/** A dossier is about the step from one revision to another: once something else is published, about a step that nobody takes. */
export function staleDossier(
  { dossier }: Revision,
  published: number | null,
  { isDossierRequired }: ReleaseRules,
): Refusal<PolicyRefusalCode> | undefined {
  if (!isDossierRequired || !dossier || dossier.against === published) return undefined;
  const told = (revision: number | null) => (revision === null ? 'nothing' : `revision ${revision}`);
  return refuse('POLICY_DOSSIER_STALE', `it compares with ${told(dossier.against)}, and ${told(published)} is published`);
}

/** What whoever publishes or pins it too early is told. */
export function notApproved(revision: number, status: RevisionStatus): string {
  return `revision ${revision} is ${status.replaceAll('_', ' ')}, and only an approved one can be put to work`;
}
