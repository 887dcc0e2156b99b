import { projection, type RecordedEvent, type Row, type RowChange, type ReadTable } from '#libs/event-sourcing';
import { policyEvents, type PolicyEvent } from '../events.js';

const POLICIES = 'policies_policies';
const REVISIONS = 'policies_revisions';
const STEPS = 'policies_steps';

type Of<T extends PolicyEvent['type']> = Extract<PolicyEvent, { type: T }>;

export const policiesTables = [
  {
    name: POLICIES,
    key: ['id'],
    columns: {
      id: 'text',
      name: 'text',
      published_revision: 'integer?',
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
      digest: 'text',
      plan_digest: 'text',
      data_digest: 'text',
      compiler: 'text',
      quality: 'json?',
      based_on: 'integer?',
      added_at: 'timestamp',
      added_by: 'text',
      reviewed_by: 'text?',
      signed_by: 'text?',
      dossier: 'text?',
      published_at: 'timestamp?',
      published_by: 'text?',
    },
  },
  {
    name: STEPS,
    key: ['policy', 'revision', 'position'],
    columns: {
      policy: 'text',
      revision: 'integer',
      position: 'bigint',
      step: 'text',
      taken_by: 'text',
      taken_at: 'timestamp',
      comment: 'text?',
      separation_of_duties: 'text?',
      key_id: 'text?',
    },
  },
] as const satisfies readonly ReadTable[];

/** Policies, the state of their revisions and every step of their lifecycle, as an operator lists them. */
export const policiesProjection = projection(policyEvents, {
  name: 'policies',
  version: 2,
  tables: policiesTables,
  when: {
    PolicyCreated: ({ policy, name }, event) => [
      {
        op: 'put',
        table: POLICIES,
        row: {
          id: policy,
          name,
          published_revision: null,
          revisions: 0,
          created_at: event.at,
          created_by: event.actor.id,
          position: event.position,
        },
      },
    ],
    PolicyRevisionAdded: (added, event) => newRevision(added, null, event),
    PolicyDataRevised: (revised, event) => newRevision(revised, revised.basedOn, event),
    PolicyRevisionSubmitted: (on_, event) => [
      step(on_, event, 'submitted', { comment: on_.comment }),
      revision(on_, { status: 'in_review' }),
    ],
    PolicyRevisionApproved: (on_, event) => [
      step(on_, event, 'approved', { comment: on_.comment, separation_of_duties: on_.separationOfDuties }),
      revision(on_, { status: 'approved', reviewed_by: on_.by }),
    ],
    PolicyChangesRequested: (on_, event) => [
      step(on_, event, 'changes_requested', { comment: on_.comment }),
      revision(on_, { status: 'changes_requested' }),
    ],
    PolicyRevisionSigned: (on_, event) => [
      step(on_, event, 'signed', { key_id: on_.keyId }),
      revision(on_, { signed_by: on_.keyId }),
    ],
    PolicyDossierAttached: (on_, event) => [
      step(on_, event, 'dossier', { key_id: on_.keyId, comment: on_.objections[0] ?? null }),
      revision(on_, { dossier: on_.dossier }),
    ],
    PolicyPublished: (on_, event) => [
      step(on_, event, 'published', { comment: on_.comment, separation_of_duties: on_.separationOfDuties }),
      revision(on_, { status: 'published', published_at: event.at, published_by: event.actor.id }),
      { op: 'patch', table: POLICIES, key: { id: on_.policy }, set: { published_revision: on_.revision } },
      ...(on_.supersedes === null ? [] : [revision({ ...on_, revision: on_.supersedes }, { status: 'superseded' })]),
    ],
    PolicyRolledBack: (on_, event) => [
      step(on_, event, 'restored', { comment: on_.reason }),
      step({ ...on_, revision: on_.from }, event, 'rolled_back', { comment: on_.reason }),
      revision(on_, { status: 'published', published_at: event.at, published_by: event.actor.id }),
      revision({ ...on_, revision: on_.from }, { status: 'rolled_back' }),
      { op: 'patch', table: POLICIES, key: { id: on_.policy }, set: { published_revision: on_.revision } },
    ],
  },
});

interface About {
  readonly policy: string;
  readonly revision: number;
}

function revision({ policy, revision }: About, set: Row): RowChange {
  return { op: 'patch', table: REVISIONS, key: { policy, revision }, set };
}

function step({ policy, revision }: About, event: RecordedEvent, name: string, more: Row = {}): RowChange {
  const row = {
    policy,
    revision,
    position: event.position,
    step: name,
    taken_by: event.actor.id,
    taken_at: event.at,
    comment: null,
    separation_of_duties: null,
    key_id: null,
  };
  return { op: 'put', table: STEPS, row: { ...row, ...more } };
}

function newRevision(
  added: Of<'PolicyRevisionAdded'> | Of<'PolicyDataRevised'>,
  basedOn: number | null,
  event: RecordedEvent,
): RowChange[] {
  const { policy, revision, summary, entrypoint, digest, planDigest, dataDigest, compiler, quality } = added;
  const row = {
    policy,
    revision,
    status: 'draft',
    summary,
    entrypoint,
    digest,
    plan_digest: planDigest,
    data_digest: dataDigest,
    compiler,
    quality: { found: quality },
    based_on: basedOn,
    added_at: event.at,
    added_by: event.actor.id,
    reviewed_by: null,
    signed_by: null,
    dossier: null,
    published_at: null,
    published_by: null,
  };
  return [
    { op: 'put', table: REVISIONS, row },
    { op: 'patch', table: POLICIES, key: { id: policy }, set: { revisions: revision } },
    step(added, event, 'added', { comment: summary }),
  ];
}
