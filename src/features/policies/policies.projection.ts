import { fromRecorded, type Projection, type RowChange } from '#libs/event-sourcing';
import { policyEvents } from './events.js';

const POLICIES = 'policies_policies';
const REVISIONS = 'policies_revisions';

/** Policies and their revisions as an operator lists them. */
export const policiesProjection: Projection = {
  name: 'policies',
  version: 1,
  tables: [
    {
      name: POLICIES,
      key: ['id'],
      columns: {
        id: 'text',
        name: 'text',
        published_revision: 'integer',
        revisions: 'integer',
        created_at: 'timestamp',
        created_by: 'text',
        position: 'bigint',
      },
    },
    {
      name: REVISIONS,
      key: ['policy', 'revision'],
      columns: {
        policy: 'text',
        revision: 'integer',
        status: 'text',
        summary: 'text',
        entrypoint: 'text',
        modules: 'json',
        data: 'json',
        digest: 'text',
        plan_digest: 'text',
        data_digest: 'text',
        compiler: 'text',
        added_at: 'timestamp',
        added_by: 'text',
        published_at: 'timestamp',
        published_by: 'text',
      },
    },
  ],
  when: {
    PolicyCreated: (event) => {
      const known = fromRecorded(policyEvents, event);
      if (known?.type !== 'PolicyCreated') return [];
      const row = {
        id: known.policy,
        name: known.name,
        published_revision: null,
        revisions: 0,
        created_at: event.at,
        created_by: event.actor.id,
        position: event.position,
      };
      return [{ op: 'put', table: POLICIES, row }];
    },
    PolicyRevisionAdded: (event) => {
      const known = fromRecorded(policyEvents, event);
      if (known?.type !== 'PolicyRevisionAdded') return [];
      const { policy, revision, summary, entrypoint, modules, data, digest, planDigest, dataDigest, compiler } = known;
      const row = {
        policy,
        revision,
        status: 'draft',
        summary,
        entrypoint,
        modules,
        data: { document: data },
        digest,
        plan_digest: planDigest,
        data_digest: dataDigest,
        compiler,
      };
      return [
        {
          op: 'put',
          table: REVISIONS,
          row: { ...row, added_at: event.at, added_by: event.actor.id, published_at: null, published_by: null },
        },
        { op: 'patch', table: POLICIES, key: { id: policy }, set: { revisions: revision } },
      ];
    },
    PolicyPublished: (event) => {
      const known = fromRecorded(policyEvents, event);
      if (known?.type !== 'PolicyPublished') return [];
      const { policy, revision, supersedes } = known;
      const changes: RowChange[] = [
        {
          op: 'patch',
          table: REVISIONS,
          key: { policy, revision },
          set: { status: 'published', published_at: event.at, published_by: event.actor.id },
        },
        { op: 'patch', table: POLICIES, key: { id: policy }, set: { published_revision: revision } },
      ];
      if (supersedes !== null)
        changes.push({ op: 'patch', table: REVISIONS, key: { policy, revision: supersedes }, set: { status: 'superseded' } });
      return changes;
    },
  },
};
