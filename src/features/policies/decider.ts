import { decider, refuse } from '#libs/event-sourcing';
import type { PolicyCommand } from './commands.js';
import type { PolicyEvent } from './events.js';
import type { PolicyRefusalCode } from './refusals.js';

/** What publishing needs to know of a revision; its text stays in the ledger. */
export interface RevisionReference {
  readonly digest: string;
  readonly planDigest: string;
  readonly dataDigest: string;
  readonly entrypoint: string;
}

export interface PolicyState {
  readonly id: string | undefined;
  /** Revision n is at index n - 1. */
  readonly revisions: readonly RevisionReference[];
  readonly published: number | null;
}

/** A policy is created once, grows by numbered revisions that never change, and publishes one of them at a time. */
export const policies = decider<PolicyCommand, PolicyEvent, PolicyState, PolicyRefusalCode>({
  initial: { id: undefined, revisions: [], published: null },
  decide: {
    CreatePolicy: ({ policy, name }, { id }) =>
      id !== undefined ? refuse('POLICY_ALREADY_EXISTS') : [{ type: 'PolicyCreated', policy, name }],
    AddPolicyRevision: ({ type: _, ...revision }, { id, revisions }) =>
      id === undefined
        ? refuse('POLICY_NOT_FOUND')
        : [{ type: 'PolicyRevisionAdded', policy: id, revision: revisions.length + 1, ...revision }],
    PublishPolicyRevision: ({ revision }, { id, revisions, published }) => {
      if (id === undefined) return refuse('POLICY_NOT_FOUND');
      const reference = revisions[revision - 1];
      if (!reference) return refuse('POLICY_REVISION_NOT_FOUND');
      return [
        {
          type: 'PolicyPublished',
          policy: id,
          revision,
          digest: reference.digest,
          supersedes: published === revision ? null : published,
        },
      ];
    },
  },
  evolve: {
    PolicyCreated: (state, { policy }) => ({ ...state, id: policy }),
    PolicyRevisionAdded: (state, { digest, planDigest, dataDigest, entrypoint }) => ({
      ...state,
      revisions: [...state.revisions, { digest, planDigest, dataDigest, entrypoint }],
    }),
    PolicyPublished: (state, { revision }) => ({ ...state, published: revision }),
  },
});
