import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson, digestOf } from '#libs/evidence';
import type { JsonObject, NewEvent } from '#libs/event-sourcing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { RunningWrit } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';
import type { PolicyRevisionView } from '../answers.js';
import {
  dataOf,
  draftOf,
  onRevision,
  releasedOf,
  review,
  startCircle,
  TESTED_MODULES,
  type ReviewCircle,
} from '#test/support/review-circle';

const ACTOR = { kind: 'user', id: 'somebody-then' } as const;

/** As the first version of Writ recorded them: no author, no checks, no review, no signature, tests among the modules. */
const event = (type: string, data: JsonObject): NewEvent => ({
  id: randomUUID(),
  type,
  schema: 1,
  actor: ACTOR,
  correlation: null,
  causation: null,
  trace: null,
  data,
  sealed: null,
});

describe('a policy from before revisions were reviewed', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: ReviewCircle;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await startCircle(writ, owner, 'acme');
    await recordOldPolicy();
  });
  afterAll(() => writ.close());

  /** Revisions 1 and 2 were published one after the other, 3 is a draft; their plans are stored, their texts are not. */
  async function recordOldPolicy(): Promise<void> {
    const revisions: JsonObject[] = [];
    for (const [i, answer] of ['ALLOW', 'DENY', 'DEFER'].entries()) {
      await draftOf(acme, 'scratch', answer);
      const [added] = (await writ.store.readStream(acme.tenant, 'policy/scratch')).slice(-1);
      const { planDigest, dataDigest, compiler } = added?.data as Record<string, string>;
      const text = { data: { answer }, entrypoint: 'writ/decision', modules: TESTED_MODULES };
      const digest = digestOf(canonicalJson(text));
      revisions.push({
        policy: 'old',
        revision: i + 1,
        summary: 'why',
        ...text,
        digest,
        planDigest: planDigest ?? '',
        dataDigest: dataDigest ?? '',
        compiler: compiler ?? '',
      });
    }
    const [first, second, draft] = revisions as [JsonObject, JsonObject, JsonObject];
    const published = ({ revision, digest }: JsonObject, supersedes: number | null) =>
      event('PolicyPublished', { policy: 'old', revision, digest, supersedes } as JsonObject);
    const activated = ({ revision, digest, planDigest, dataDigest, entrypoint }: JsonObject) =>
      event('PolicyActivated', { policy: { id: 'old', revision, digest, planDigest, dataDigest, entrypoint } } as JsonObject);
    const added = (data: JsonObject) => event('PolicyRevisionAdded', data);
    const append = (policy: NewEvent[], controls: NewEvent[] = []) => {
      const writes = [
        { stream: 'policy/old', expect: 'any' as const, events: policy },
        { stream: 'controls/tenant', expect: 'any' as const, events: controls },
      ];
      return writ.store.append({ tenant: acme.tenant, writes: writes.filter(({ events }) => events.length > 0) });
    };
    await append([event('PolicyCreated', { policy: 'old', name: 'Old' }), added(first)]);
    await append([published(first, null)], [activated(first)]);
    await append([added(second)]);
    await append([published(second, 1)], [activated(second)]);
    await append([added(draft)]);
  }
  const seen = async () => ({ 'writ-min-position': String((await writ.store.head(acme.tenant)).position) });
  const revisionOf = async (revision: number) =>
    acme.viewer.get<PolicyRevisionView>(`/v1/policies/old/revisions/${revision}`, await seen());
  const code = async (by: WritClient, path: string, body?: object) => (await by.refused('POST', path, body)).code;
  const decided = async () => {
    const { verdict, policy } = await acme.agent.decide('s-1', 'pay');
    return [verdict, policy?.id, policy?.revision];
  };

  it('decides as it did, and can be read with its text and its history', async () => {
    expect(await decided()).toStrictEqual(['DENY', 'old', 2]);
    const { modules, tests, data, quality, status, history, publishedBy } = await revisionOf(2);
    expect({ modules: { ...modules, ...tests }, data }).toStrictEqual({ modules: TESTED_MODULES, data: { answer: 'DENY' } });
    expect([status, quality, publishedBy]).toStrictEqual(['published', null, ACTOR.id]);
    expect(history.map(({ step, by, separationOfDuties }) => [step, by, separationOfDuties])).toStrictEqual([
      ['added', ACTOR.id, null],
      ['published', ACTOR.id, 'relaxed'],
    ]);
    const listed = await acme.viewer.get<{ items: PolicyRevisionView[] }>('/v1/policies/old/revisions', await seen());
    expect(listed.items.map((item) => [item.revision, item.status])).toStrictEqual([
      [3, 'draft'],
      [2, 'published'],
      [1, 'superseded'],
    ]);
  });

  it('is not put to work again without checks: not published, not pinned, and not made good by a review', async () => {
    await review(acme, 'old', 3);
    expect(await code(acme.publisher, onRevision('old', 3, 'publish'))).toBe('POLICY_CHECKS_FAILED');
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const pin = { policy: 'old', revision: 1, selector: { agent: 'agent-1' }, expiresAt, reason: 'x' };
    expect(await code(acme.publisher, '/v1/pins', pin)).toBe('POLICY_CHECKS_FAILED');
    await releasedOf(acme, 'new', 'ALLOW');
    expect(await code(acme.publisher, onRevision('old', 2, 'publish'))).toBe('POLICY_CHECKS_FAILED');
    expect(await decided()).toStrictEqual(['ALLOW', 'new', 1]);
  });

  it('goes on with its text checked anew, and its last publication can be gone back to', async () => {
    const revision = await dataOf(acme, 'old', 'REQUIRE_APPROVAL');
    const { basedOn, quality, tests } = await revisionOf(revision);
    expect([basedOn, quality?.score, Object.keys(tests)]).toStrictEqual([2, 100, ['policy_test.rego']]);
    await review(acme, 'old', revision);
    await acme.publisher.post(onRevision('old', revision, 'publish'));
    expect(await decided()).toStrictEqual(['REQUIRE_APPROVAL', 'old', revision]);
    for (const [back, verdict] of [
      [2, 'DENY'],
      [1, 'ALLOW'],
    ] as const) {
      expect((await acme.publisher.post('/v1/policies/old/rollback', { reason: 'x' }))['revision']).toBe(back);
      expect(await decided()).toStrictEqual([verdict, 'old', back]);
    }
    await assertLedgerIsSound(writ.store, acme.tenant);
  });
});
