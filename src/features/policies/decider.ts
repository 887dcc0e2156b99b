import { decider, refuse, type Refusal } from '#libs/event-sourcing';
import type { PolicyCommand } from './commands.js';
import type { PolicyEvent } from './events.js';
import type { PolicyRefusalCode } from './refusals.js';
import {
  authorsOnTopOf,
  canBeSubmitted,
  isSameSignature,
  notApproved,
  staleDossier,
  unfitToRelease,
  type Revision,
  type RevisionStatus,
} from './revision-rules.js';

export interface PolicyState {
  readonly id: string | undefined;
  /** Revision n is at index n - 1. */
  readonly revisions: readonly Revision[];
  /** What was published and not rolled back, oldest first; the last one is the published one. */
  readonly publications: readonly Publication[];
}

export interface Publication {
  readonly revision: number;
  readonly signature: Revision['signature'];
}

export function publishedIn({ publications }: PolicyState): Publication | undefined {
  return publications.at(-1);
}

/**
 * A policy grows by numbered revisions that never change. Each is reviewed by somebody other than its author and published by a
 * third person; one is published at a time, and rolling back brings back the one before.
 */
export const policies = decider<PolicyCommand, PolicyEvent, PolicyState, PolicyRefusalCode>({
  initial: { id: undefined, revisions: [], publications: [] },
  decide: {
    CreatePolicy: ({ policy, name }, { id }) =>
      id !== undefined ? refuse('POLICY_ALREADY_EXISTS') : [{ type: 'PolicyCreated', policy, name }],
    AddPolicyRevision: ({ type: _, ...added }, { id, revisions }) =>
      id === undefined
        ? refuse('POLICY_NOT_FOUND')
        : [{ type: 'PolicyRevisionAdded', policy: id, revision: revisions.length + 1, ...added }],
    RevisePolicyData: ({ type: _, ...revised }, { id, revisions }) =>
      id === undefined
        ? refuse('POLICY_NOT_FOUND')
        : [{ type: 'PolicyDataRevised', policy: id, revision: revisions.length + 1, ...revised }],
    SubmitPolicyRevision: ({ revision, by, comment }, state) =>
      on(state, revision, (found, about) =>
        canBeSubmitted(found)
          ? [{ type: 'PolicyRevisionSubmitted', ...about, by, comment }]
          : refuse('POLICY_REVISION_NOT_A_DRAFT', `it is ${found.status}`),
      ),
    ApprovePolicyRevision: ({ revision, by, comment, rules: { separationOfDuties } }, state) =>
      on(state, revision, (found, about) => {
        if (found.status !== 'in_review') return refuse('POLICY_REVISION_NOT_IN_REVIEW', `it is ${found.status}`);
        if (separationOfDuties === 'enforced' && found.authors.includes(by)) return refuse('REVIEWER_IS_AUTHOR');
        return [{ type: 'PolicyRevisionApproved', ...about, by, comment, separationOfDuties }];
      }),
    RequestPolicyChanges: ({ revision, by, comment }, state) =>
      on(state, revision, (found, about) =>
        found.status === 'in_review' || found.status === 'approved'
          ? [{ type: 'PolicyChangesRequested', ...about, by, comment }]
          : refuse('POLICY_REVISION_NOT_IN_REVIEW', `it is ${found.status}`),
      ),
    SignPolicyRevision: ({ revision, by, keyId, envelopeDigest, envelope }, state) =>
      on(state, revision, (found, about) =>
        isSameSignature(found.signature, { digest: envelopeDigest, keyId })
          ? []
          : [{ type: 'PolicyRevisionSigned', ...about, keyId, envelopeDigest, envelope, by }],
      ),
    AttachPolicyDossier: ({ type: _, revision, objections, ...attached }, state) =>
      on(state, revision, (found, about) =>
        // Two who ask in the same millisecond make the same dossier, each in an envelope of its own: both are told what they attached.
        found.dossier?.envelopeDigest === attached.envelopeDigest
          ? []
          : [{ type: 'PolicyDossierAttached', ...about, ...attached, objections: [...objections] }],
      ),
    PublishPolicyRevision: ({ revision, by, comment, rules, supersedes, isActive }, state) =>
      on(state, revision, (found, about) => {
        const current = publishedIn(state);
        if ((current?.revision ?? null) !== supersedes) return refuse('POLICY_PUBLISHED_MEANWHILE');
        const isPublished = current?.revision === revision;
        if (isPublished && isActive && isSameSignature(current.signature, found.signature))
          // Published before signatures were required, it decides nothing now.
          return refuse(
            rules.isSignatureRequired && !found.signature ? 'POLICY_NOT_SIGNED' : 'POLICY_REVISION_ALREADY_PUBLISHED',
          );
        if (!isPublished && found.status !== 'approved')
          return refuse('POLICY_REVISION_NOT_APPROVED', notApproved(revision, found.status));
        const unfit = unfitToRelease(found, by, rules) ?? (isPublished ? undefined : staleDossier(found, supersedes, rules));
        if (unfit) return unfit;
        const { separationOfDuties } = rules;
        const { signature, dossier } = found;
        return [
          {
            type: 'PolicyPublished',
            ...about,
            supersedes: isPublished ? null : supersedes,
            by,
            comment,
            separationOfDuties,
            signature,
            dossier: dossier?.dossier ?? null,
          },
        ];
      }),
    RollBackPolicy: ({ by, reason, from }, state) => {
      const { id, publications } = state;
      if (id === undefined) return refuse('POLICY_NOT_FOUND');
      if (publishedIn(state)?.revision !== from) return refuse('POLICY_PUBLISHED_MEANWHILE');
      const before = publications.at(-2);
      if (!before) return refuse('NOTHING_TO_ROLL_BACK_TO');
      return on(state, before.revision, ({ signature }, about) => [
        { type: 'PolicyRolledBack', ...about, from, by, reason, signature },
      ]);
    },
  },
  evolve: {
    PolicyCreated: (state, { policy }) => ({ ...state, id: policy }),
    PolicyRevisionAdded: (state, added) => ({ ...state, revisions: [...state.revisions, draftOf(added, [added.by])] }),
    PolicyDataRevised: (state, revised) => {
      const under = state.revisions[revised.basedOn - 1];
      const authors = under ? authorsOnTopOf(under, revised.by) : [revised.by];
      return { ...state, revisions: [...state.revisions, draftOf(revised, authors)] };
    },
    PolicyRevisionSubmitted: (state, { revision }) => changed(state, revision, { status: 'in_review' }),
    PolicyRevisionApproved: (state, { revision, by }) => changed(state, revision, { status: 'approved', reviewer: by }),
    PolicyChangesRequested: (state, { revision }) => changed(state, revision, { status: 'changes_requested' }),
    PolicyRevisionSigned: (state, { revision, keyId, envelopeDigest }) =>
      changed(state, revision, { signature: { digest: envelopeDigest, keyId } }),
    PolicyDossierAttached: (state, { revision, against, dossier, envelopeDigest, keyId, objections }) =>
      changed(state, revision, { dossier: { against, dossier, envelopeDigest, keyId, objections } }),
    PolicyPublished: (state, { revision, supersedes, signature }) => {
      const others = state.publications.filter((publication) => publication.revision !== revision);
      const published = changed(state, revision, { status: 'published' });
      const next = { ...published, publications: [...others, { revision, signature }] };
      return supersedes === null ? next : changed(next, supersedes, { status: 'superseded' });
    },
    PolicyRolledBack: (state, { revision, from, signature }) => {
      const restored = changed(changed(state, from, { status: 'rolled_back' }), revision, { status: 'published' });
      return { ...restored, publications: [...state.publications.slice(0, -2), { revision, signature }] };
    },
  },
});

interface About {
  readonly policy: string;
  readonly revision: number;
  readonly digest: string;
}

function on(
  { id, revisions }: PolicyState,
  revision: number,
  rule: (found: Revision, about: About) => PolicyEvent[] | Refusal<PolicyRefusalCode>,
): PolicyEvent[] | Refusal<PolicyRefusalCode> {
  if (id === undefined) return refuse('POLICY_NOT_FOUND');
  const found = revisions[revision - 1];
  return found ? rule(found, { policy: id, revision, digest: found.digest }) : refuse('POLICY_REVISION_NOT_FOUND');
}

function draftOf(
  event: Pick<Revision, 'digest' | 'planDigest' | 'dataDigest' | 'entrypoint' | 'quality'>,
  authors: readonly string[],
): Revision {
  const { digest, planDigest, dataDigest, entrypoint, quality } = event;
  const status: RevisionStatus = 'draft';
  return { digest, planDigest, dataDigest, entrypoint, quality, authors, reviewer: null, status, signature: null, dossier: null };
}

function changed(state: PolicyState, revision: number, to: Partial<Revision>): PolicyState {
  return { ...state, revisions: state.revisions.map((known, i) => (i === revision - 1 ? { ...known, ...to } : known)) };
}
