import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { PolicyCommand } from './commands.js';
import { policies } from './decider.js';
import type { PolicyEvent } from './events.js';

const given = deciderSpec(policies);
const created: PolicyEvent = { type: 'PolicyCreated', policy: 'gate', name: 'Gate' };
const text = { summary: 'why', entrypoint: 'writ/decision', modules: { 'a.rego': 'package writ' }, data: {}, compiler: 'opa 1' };
const digests = (n: number) => ({ digest: `d${n}`, planDigest: `p${n}`, dataDigest: `x${n}` });
const added = (revision: number): PolicyEvent => ({
  type: 'PolicyRevisionAdded',
  policy: 'gate',
  revision,
  ...text,
  ...digests(revision),
});
const published = (revision: number, supersedes: number | null): PolicyEvent => ({
  type: 'PolicyPublished',
  policy: 'gate',
  revision,
  digest: `d${revision}`,
  supersedes,
});
const add = (n: number): PolicyCommand => ({ type: 'AddPolicyRevision', ...text, ...digests(n) });
const publish = (revision: number): PolicyCommand => ({ type: 'PublishPolicyRevision', revision });

describe('a policy', () => {
  const create: PolicyCommand = { type: 'CreatePolicy', policy: 'gate', name: 'Gate' };
  it('is created once', () => {
    given().when(create).then(created);
    given(created).when(create).refused('POLICY_ALREADY_EXISTS');
  });
});

describe('revisions', () => {
  it('are numbered from 1 and never change', () => {
    given(created).when(add(1)).then(added(1));
    given(created, added(1)).when(add(2)).then(added(2));
    assert.deepEqual(given(created, added(1)).when(add(2)).state().revisions, [
      { ...digests(1), entrypoint: 'writ/decision' },
      { ...digests(2), entrypoint: 'writ/decision' },
    ]);
  });
  it('need a policy', () => void given().when(add(1)).refused('POLICY_NOT_FOUND'));
});

describe('publishing', () => {
  it('publishes one revision, superseding the one before', () => {
    given(created, added(1)).when(publish(1)).then(published(1, null));
    given(created, added(1), added(2), published(1, null)).when(publish(2)).then(published(2, 1));
    given(created, added(1), added(2), published(1, null), published(2, 1)).when(publish(1)).then(published(1, 2));
  });
  it('may publish the same revision again: another policy may have become active meanwhile', () => {
    given(created, added(1), published(1, null)).when(publish(1)).then(published(1, null));
  });
  it('needs the policy and the revision', () => {
    given().when(publish(1)).refused('POLICY_NOT_FOUND');
    for (const revision of [0, 2, -1, 1.5]) given(created, added(1)).when(publish(revision)).refused('POLICY_REVISION_NOT_FOUND');
  });
});
