import { it } from 'node:test';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { policiesProjection } from './policies.projection.js';

const given = projectionSpec(policiesProjection);
const ada = { kind: 'user', id: 'ada' } as const;
const bob = { kind: 'user', id: 'bob' } as const;
const created = recordedEvent({ type: 'PolicyCreated', data: { policy: 'gate', name: 'Gate' }, actor: ada });
const text = {
  summary: 'why',
  entrypoint: 'writ/decision',
  modules: { 'a.rego': 'package writ' },
  data: [1, 2],
  digest: 'd',
  planDigest: 'p',
  dataDigest: 'x',
  compiler: 'opa 1',
};
const added = (revision: number) =>
  recordedEvent({ type: 'PolicyRevisionAdded', data: { policy: 'gate', revision, ...text }, actor: ada });
const published = (revision: number, supersedes: number | null) =>
  recordedEvent({
    type: 'PolicyPublished',
    data: { policy: 'gate', revision, digest: 'd', supersedes },
    actor: bob,
    at: `2026-11-20T09:00:0${revision}.000000Z`,
  });
const policy = {
  id: 'gate',
  name: 'Gate',
  published_revision: null,
  revisions: 0,
  created_at: created.at,
  created_by: 'ada',
  position: created.position,
};
const revision = (n: number) => ({
  policy: 'gate',
  revision: n,
  summary: 'why',
  entrypoint: 'writ/decision',
  modules: { 'a.rego': 'package writ' },
  data: { document: [1, 2] },
  digest: 'd',
  plan_digest: 'p',
  data_digest: 'x',
  compiler: 'opa 1',
  added_at: created.at,
  added_by: 'ada',
});
const publication = (n: number) => ({ published_at: `2026-11-20T09:00:0${n}.000000Z`, published_by: 'bob' });

it('lists policies with how many revisions they have and which is published', () => {
  given().when(created).then('policies_policies', [policy]);
  given(created)
    .when(added(1), added(2))
    .then('policies_policies', [{ ...policy, revisions: 2 }]);
  given(created, added(1), added(2))
    .when(published(1, null))
    .then('policies_policies', [{ ...policy, revisions: 2, published_revision: 1 }]);
});

it('shows each revision as draft, published or superseded, and by whom', () => {
  given(created)
    .when(added(1))
    .then('policies_revisions', [{ ...revision(1), status: 'draft' }]);
  given(created, added(1), added(2))
    .when(published(1, null), published(2, 1))
    .then('policies_revisions', [
      { ...revision(1), status: 'superseded', ...publication(1) },
      { ...revision(2), status: 'published', ...publication(2) },
    ]);
});

it('publishes an older revision again', () => {
  given(created, added(1), added(2), published(1, null), published(2, 1))
    .when(published(1, 2))
    .then('policies_revisions', [
      { ...revision(1), status: 'published', ...publication(1) },
      { ...revision(2), status: 'superseded', ...publication(2) },
    ]);
});
