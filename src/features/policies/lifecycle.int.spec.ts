import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { EventStore } from '#libs/event-sourcing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { RunningWrit } from '#test/support/running-writ';
import type { Decision, Receipt, WritClient } from '#test/support/writ-client';
import {
  approvedOf,
  dataOf,
  draftOf,
  onRevision,
  releasedOf,
  review,
  signingKeyOf,
  startCircle,
  TESTED_MODULES,
  type ReviewCircle,
} from '#test/support/review-circle';
import { assertWholePublications } from './testing/whole-publications.js';
import type { PolicyRevisionView, PolicyView } from './answers.js';

interface Taken {
  readonly policy: string;
  readonly revision: number;
  readonly ledger: Receipt;
}

/** The operator a token was given to. */
const idOf = ({ token = '' }: WritClient) =>
  (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }).sub;

let writ: RunningWrit;
let owner: WritClient;
let acme: ReviewCircle;
let other: string;
beforeAll(async () => {
  writ = await RunningWrit.start();
  owner = await writ.owner();
  acme = await startCircle(writ, owner, 'acme');
  other = (await writ.startSecondApi()).url;
});
afterAll(() => writ.close());

const seen = async (tenant = acme.tenant) => ({ 'writ-min-position': String((await writ.store.head(tenant)).position) });
const revisionOf = async (policy: string, revision: number, of = acme) =>
  of.viewer.get<PolicyRevisionView>(`/v1/policies/${policy}/revisions/${revision}`, await seen(of.tenant));
const statuses = async (policy: string) => {
  const { items } = await acme.viewer.get<{ items: PolicyRevisionView[] }>(`/v1/policies/${policy}/revisions`, await seen());
  return items.map(({ revision, status }) => `${revision} ${status}`);
};
/** What the very next call is told at the other API. */
async function next(of = acme): Promise<[verdict: string, revision: number | undefined]> {
  const { verdict, policy } = await of.agent.at(other).decide('s-1', 'pay');
  return [verdict, policy?.revision];
}
const recordedPolicy = async ({ decisionId }: Decision) =>
  (await writ.store.readEvent(acme.tenant, decisionId))?.data['policy'] as Record<string, unknown>;

describe('a revision', () => {
  it('goes from draft to published by three people, and every step is told', async () => {
    const { author, reviewer, publisher } = acme;
    const revision = await draftOf(acme, 'gate', 'ALLOW');
    const step = (by: WritClient, name: string, comment: string) =>
      by.post<Taken>(onRevision('gate', revision, name), { comment });
    expect((await acme.agent.decide('s-1', 'pay')).code).toBe('NO_ACTIVE_POLICY');
    await step(author, 'submit', 'please look');
    await step(reviewer, 'request-changes', 'what about refunds?');
    await step(author, 'submit', 'refunds are calls too');
    await step(reviewer, 'approve', 'fine');
    const { ledger, ...taken } = await step(publisher, 'publish', 'from Monday on');
    expect(taken).toStrictEqual({ policy: 'gate', revision });
    expect(await next()).toStrictEqual(['ALLOW', revision]);

    const view = await revisionOf('gate', revision);
    expect([view.status, view.addedBy, view.reviewedBy, view.publishedBy]).toStrictEqual([
      'published',
      idOf(author),
      idOf(reviewer),
      idOf(publisher),
    ]);
    expect([view.quality?.score, view.quality?.testsPassed, view.quality?.testsFailed]).toStrictEqual([100, 1, 0]);
    expect({ ...view.modules, ...view.tests }).toStrictEqual(TESTED_MODULES);
    expect([view.data, view.basedOn, view.signedBy]).toStrictEqual([{ answer: 'ALLOW' }, null, null]);
    const history = view.history.map(({ at: _, position: __, keyId: ___, ...told }) => told);
    const [a, r, p] = [idOf(author), idOf(reviewer), idOf(publisher)];
    expect(history).toStrictEqual([
      { step: 'added', by: a, byName: 'Operator', comment: 'for a test', separationOfDuties: null },
      { step: 'submitted', by: a, byName: 'Operator', comment: 'please look', separationOfDuties: null },
      { step: 'changes_requested', by: r, byName: 'Operator', comment: 'what about refunds?', separationOfDuties: null },
      { step: 'submitted', by: a, byName: 'Operator', comment: 'refunds are calls too', separationOfDuties: null },
      { step: 'approved', by: r, byName: 'Operator', comment: 'fine', separationOfDuties: 'enforced' },
      { step: 'published', by: p, byName: 'Operator', comment: 'from Monday on', separationOfDuties: 'enforced' },
    ]);
    const positions = view.history.map(({ position }) => position);
    expect(positions).toStrictEqual(positions.toSorted((one, two) => one - two));
    const events = await writ.store.readPositions(acme.tenant, positions);
    expect(events.map(({ actor, data }) => [actor, data['by'], data['digest']])).toStrictEqual(
      history.map(({ by }) => [{ kind: 'user', id: by }, by, view.digest]),
    );
    // The receipt is of the last event of the append, which is what decisions are made against.
    const activated = (await writ.store.readPositions(acme.tenant, [ledger.position]))[0];
    expect([activated?.type, activated?.digest]).toStrictEqual(['PolicyActivated', ledger.digest]);
  });

  it('that was approved can be sent back, and superseded ones come back by a review of their own', async () => {
    const second = await approvedOf(acme, 'gate', 'DENY');
    await acme.reviewer.post(onRevision('gate', second, 'request-changes'), { comment: 'on second thought' });
    expect((await acme.publisher.refused('POST', onRevision('gate', second, 'publish'))).code).toBe(
      'POLICY_REVISION_NOT_APPROVED',
    );
    await review(acme, 'gate', second);
    await acme.publisher.post(onRevision('gate', second, 'publish'), { supersedes: 1 });
    expect(await next()).toStrictEqual(['DENY', second]);
    expect(await statuses('gate')).toStrictEqual([`${second} published`, '1 superseded']);
    await review(acme, 'gate', 1);
    await acme.publisher.post(onRevision('gate', 1, 'publish'), { supersedes: second });
    expect(await next()).toStrictEqual(['ALLOW', 1]);
    expect(await statuses('gate')).toStrictEqual([`${second} superseded`, '1 published']);
  });

  it('of data alone has the modules of the published one, is reviewed like any other, and changes the data digest of decisions', async () => {
    const before_ = await recordedPolicy(await acme.agent.decide('s-1', 'pay'));
    const revision = await dataOf(acme, 'gate', 'REQUIRE_APPROVAL');
    const added = await revisionOf('gate', revision);
    expect([added.status, added.basedOn, added.quality?.score]).toStrictEqual(['draft', 1, 100]);
    expect({ ...added.modules, ...added.tests }).toStrictEqual(TESTED_MODULES);
    await review(acme, 'gate', revision);
    await acme.publisher.post(onRevision('gate', revision, 'publish'));
    const decision = await acme.agent.at(other).decide('s-1', 'pay');
    const now = await recordedPolicy(decision);
    expect([decision.verdict, decision.policy?.revision]).toStrictEqual(['REQUIRE_APPROVAL', revision]);
    expect([now['dataDigest'], now['planDigest']]).toStrictEqual([added.dataDigest, before_['planDigest']]);
    expect(now['dataDigest']).not.toBe(before_['dataDigest']);
    const detail = await acme.viewer.get<{ policy: object }>(`/v1/decisions/${decision.decisionId}`, await seen());
    const { digest, dataDigest } = added;
    expect(detail.policy).toStrictEqual({ id: 'gate', revision, digest, dataDigest });
  });

  it('of data can be put under any revision, published or not', async () => {
    await draftOf(acme, 'based', 'DENY');
    const draft = { data: { answer: 'ALLOW' }, summary: 'x' };
    expectThat(
      'the newest where none is published',
      (await revisionOf('based', await dataOf(acme, 'based', 'ALLOW'))).basedOn,
    ).toBe(1);
    const third = await acme.author.post<Taken>('/v1/policies/based/data', { ...draft, basedOn: 2 });
    expect((await revisionOf('based', third.revision)).basedOn).toBe(2);
  });
});

describe('a step sent twice with one Idempotency-Key', () => {
  it('is taken once and answered twice, also a rollback', async () => {
    for (const answer of ['ALLOW', 'DENY']) await releasedOf(acme, 'twice', answer);
    const third = await approvedOf(acme, 'twice', 'DEFER');
    const twice = async (path: string, body: object) => {
      const headers = { 'idempotency-key': randomUUID() };
      const [first, second] = [await acme.publisher.post(path, body, headers), await acme.publisher.post(path, body, headers)];
      expect(second).toStrictEqual(first);
    };
    await twice(onRevision('twice', third, 'publish'), {});
    await twice('/v1/policies/twice/rollback', { reason: 'x' });
    expect(await next()).toStrictEqual(['DENY', 2]);
    expect(await statuses('twice')).toStrictEqual(['3 rolled_back', '2 published', '1 superseded']);
  });
});

describe('rolling back', () => {
  it('brings back the revision before for the very next call, as often as there is one, also by who deals with incidents', async () => {
    const first = await releasedOf(acme, 'steps', 'ALLOW');
    const second = await releasedOf(acme, 'steps', 'DENY');
    const third = await releasedOf(acme, 'steps', 'DEFER');
    const incident = await writ.signIn(await writ.registerOperator(owner, acme.tenant, ['incident_admin']));
    const rollBack = (by: WritClient) => by.post<Taken>('/v1/policies/steps/rollback', { reason: 'too strict' });
    expect(await next()).toStrictEqual(['DEFER', third]);
    expect((await rollBack(incident)).revision).toBe(second);
    expect(await next()).toStrictEqual(['DENY', second]);
    expect((await rollBack(acme.author)).revision).toBe(first);
    expect(await next()).toStrictEqual(['ALLOW', first]);
    expect((await acme.author.refused('POST', '/v1/policies/steps/rollback', { reason: 'x' })).code).toBe(
      'NOTHING_TO_ROLL_BACK_TO',
    );
    expect(await statuses('steps')).toStrictEqual(['3 rolled_back', '2 rolled_back', '1 published']);
    const told = (await revisionOf('steps', second)).history.slice(-2).map(({ step, by, comment }) => [step, by, comment]);
    expect(told).toStrictEqual([
      ['restored', idOf(incident), 'too strict'],
      ['rolled_back', idOf(acme.author), 'too strict'],
    ]);
    await review(acme, 'steps', third);
    await acme.publisher.post(onRevision('steps', third, 'publish'));
    expectThat('what was rolled back can be released again', await next()).toStrictEqual(['DEFER', third]);
  });
});

describe('the published revision', () => {
  it('is published again when another policy decides, and again with a signature', async () => {
    const revision = await releasedOf(acme, 'again', 'DENY');
    const elsewhere = await releasedOf(acme, 'elsewhere', 'ALLOW');
    const publish = () => acme.publisher.send('POST', onRevision('again', revision, 'publish'));
    expect((await publish()).status).toBe(200);
    const problem = await publish();
    expect(problem.body['code']).toBe('POLICY_REVISION_ALREADY_PUBLISHED');
    const actives = (await acme.viewer.get<{ items: PolicyView[] }>('/v1/policies', await seen())).items;
    expect(actives.filter(({ active }) => active).map(({ id, publishedRevision }) => [id, publishedRevision])).toStrictEqual([
      ['again', revision],
    ]);
    expectThat('still, but it decides nothing', actives.find(({ id }) => id === 'elsewhere')?.publishedRevision).toBe(elsewhere);

    const { keyId, envelopeFor } = await signingKeyOf(acme);
    const { position } = await writ.store.head(acme.tenant);
    const envelope = await envelopeFor('again', revision, position);
    const sign = () =>
      acme.author.post<{ keyId: string; ledger: object | null }>(onRevision('again', revision, 'signatures'), { envelope });
    const signed = await sign();
    expect([signed.keyId, signed.ledger !== null]).toStrictEqual([keyId, true]);
    expectThat('signed once', [(await sign()).ledger, (await publish()).status]).toStrictEqual([null, 200]);
    expect((await publish()).body['code']).toBe('POLICY_REVISION_ALREADY_PUBLISHED');
    expect(await next()).toStrictEqual(['DENY', revision]);
    const view = await revisionOf('again', revision);
    expect([view.signedBy, view.history.at(-2)?.step, view.history.at(-2)?.keyId]).toStrictEqual([keyId, 'signed', keyId]);
    const [active] = (await writ.store.readStream(acme.tenant, 'controls/tenant')).slice(-1);
    expect((active?.data as { policy: { signature: { keyId: string } } }).policy.signature.keyId).toBe(keyId);
  });

  it('is what is recorded as published and what decides, when a signature arrives in the middle of publishing', async () => {
    const revision = await approvedOf(acme, 'meanwhile', 'ALLOW');
    const { keyId, envelopeFor } = await signingKeyOf(acme);
    const envelope = await envelopeFor('meanwhile', revision, (await writ.store.head(acme.tenant)).position);
    const api = await writ.startSecondApi();
    const store = api.app.get<EventStore>(EVENT_STORE);
    const read = store.readStream.bind(store);
    let reads = 0;
    // The publisher has read the revision, unsigned; before the rules are asked, it is signed elsewhere.
    store.readStream = async (tenant, stream, ...rest) => {
      if (stream === 'policy/meanwhile' && (reads += 1) === 2)
        await acme.author.post(onRevision('meanwhile', revision, 'signatures'), { envelope });
      return read(tenant, stream, ...rest);
    };
    await acme.publisher.at(api.url).post(onRevision('meanwhile', revision, 'publish'));
    expect(reads).toBeGreaterThanOrEqual(2);
    const events = await assertLedgerIsSound(writ.store, acme.tenant);
    const published = events.findLast(({ type }) => type === 'PolicyPublished');
    expect((published?.data['signature'] as { keyId: string }).keyId).toBe(keyId);
    assertWholePublications(events);
  });
});

describe('governance', () => {
  it('that is relaxed shows in its view, in the events and in the history of revisions', async () => {
    const lone = await startCircle(writ, owner, 'lone');
    const view = () => lone.viewer.get('/v1/policy-governance');
    const always = { requireDossier: false, signatureRequired: false };
    expect(await view()).toStrictEqual({ minimumQuality: 70, separationOfDuties: 'enforced', ...always });
    const reason = 'only one of us';
    await owner.post('/v1/tenants/lone/policy-governance', { separationOfDuties: 'relaxed', reason });
    await lone.admin.post('/v1/policy-governance', { minimumQuality: 90, reason });
    expect(await view()).toStrictEqual({ minimumQuality: 90, separationOfDuties: 'relaxed', ...always });
    const again = await lone.admin.post('/v1/policy-governance', { minimumQuality: 90, reason });
    expectThat('it was so already', again['ledger']).toBeNull();
    const alone = { ...lone, reviewer: lone.author, publisher: lone.author };
    const revision = await releasedOf(alone, 'gate', 'ALLOW');
    expect(await next(lone)).toStrictEqual(['ALLOW', revision]);
    const told = (await revisionOf('gate', revision, lone)).history.map(({ step, by, separationOfDuties }) => [
      step,
      by === idOf(lone.author),
      separationOfDuties,
    ]);
    expect(told).toStrictEqual([
      ['added', true, null],
      ['submitted', true, null],
      ['approved', true, 'relaxed'],
      ['published', true, 'relaxed'],
    ]);
    const events = await assertLedgerIsSound(writ.store, 'lone');
    const set = events.filter(({ stream }) => stream === 'policy-governance/tenant');
    expect(set.map(({ type, actor, data }) => [type, actor.id === idOf(owner), data['reason']])).toStrictEqual([
      ['SeparationOfDutiesSet', true, reason],
      ['MinimumQualitySet', false, reason],
    ]);
    const separations = events.flatMap(({ type, data }) => (type === 'PolicyPublished' ? [data['separationOfDuties']] : []));
    expect(separations).toStrictEqual(['relaxed']);
  });
});

describe('the ledger at the end of it all', () => {
  it('is sound and holds every publication whole', async () => {
    expect(assertWholePublications(await assertLedgerIsSound(writ.store, acme.tenant))).toBeGreaterThan(10);
  });
});
