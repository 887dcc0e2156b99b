import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson, digestOf } from '#libs/evidence';
import { verifyDossier } from '#libs/change-dossier';
import { readPublicKey, type PublicKey } from '#libs/policy-signing';
import { execute } from '#libs/event-store-postgres/testing';
import { eventually } from '#test/support/conditions';
import { RunningWrit } from '#test/support/running-writ';
import { approvedOf, dataOf, draftOf, onRevision, review, startCircle, type ReviewCircle } from '#test/support/review-circle';
import type { DossierMade, DossierView } from './answers.js';

let writ: RunningWrit;
let circle: ReviewCircle;
let other: ReviewCircle;

beforeAll(async () => {
  writ = await RunningWrit.start();
  const owner = await writ.owner();
  [circle, other] = [await startCircle(writ, owner, 'acme'), await startCircle(writ, owner, 'rival')];
});
afterAll(() => writ.close());

const path = (revision: number, policy = 'gate') => onRevision(policy, revision, 'dossier');
const made = (revision: number, body: object = {}): Promise<DossierMade> => circle.author.post(path(revision), body);
const viewed = (revision: number): Promise<DossierView> => circle.viewer.get(path(revision));
const requireDossier = (value: boolean) =>
  circle.admin.post('/v1/policy-governance', { requireDossier: value, reason: 'we want to know' });
const publish = (revision: number) => onRevision('gate', revision, 'publish');

describe('a change dossier', () => {
  it('gates the first publication where the tenant wants it, and its digest stands in the publication', async () => {
    const revision = await approvedOf(circle, 'gate', 'DENY');
    expect(await requireDossier(true)).toMatchObject({ requireDossier: true, minimumQuality: 70 });
    expect((await circle.publisher.refused('POST', publish(revision))).code).toBe('POLICY_DOSSIER_MISSING');
    expect((await circle.viewer.refused('GET', path(revision))).code).toBe('POLICY_DOSSIER_NOT_FOUND');
    const { digest, against, objections, summary, current } = await made(revision);
    expect({ against, objections, current }).toStrictEqual({ against: null, objections: [], current: true });
    expect(summary).toMatchObject({
      tests: { passed: 1, failed: 0, coverage: 1, score: 100 },
      structure: null,
      meaning: null,
      history: null,
    });
    await circle.publisher.post(publish(revision));
    const events = await writ.store.readStream('acme', 'policy/gate');
    expect(events.at(-1)).toMatchObject({ type: 'PolicyPublished', data: { dossier: digest } });
  });

  it('says what the step from the published revision is, to whoever verifies it offline', async () => {
    const revision = await review(circle, 'gate', await dataOf(circle, 'gate', 'ALLOW'));
    const { digest, keyId, summary } = await made(revision);
    expect(summary).toMatchObject({ meaning: 'looser', structure: { changed: 1 } });
    const { dossier, envelope, madeBy, madeAt, ...rest } = await viewed(revision);
    expect([madeBy, madeAt]).toStrictEqual([dossier.madeBy, dossier.madeAt]);
    expect(rest).toMatchObject({ policy: 'gate', revision, digest, keyId, against: 1, objections: [], current: true });
    const key = await circle.viewer.get<{ keyId: string; publicKey: string }>('/v1/dossier-key');
    const keys = new Map([[key.keyId, readPublicKey(key.publicKey) as PublicKey]]);
    expect(verifyDossier(envelope, keys)).toStrictEqual({ ok: true, keyId, digest, dossier });
    expect(dossier).toMatchObject({
      tenant: 'acme',
      policy: 'gate',
      subject: { revision },
      against: { revision: 1 },
      parts: { meaning: { nothingLooser: { answer: 'COUNTEREXAMPLE' }, nothingStricter: { answer: 'PROVED' } }, history: null },
    });
    const [event] = (await writ.store.readStream('acme', 'policy/gate')).slice(-1);
    expect(event).toMatchObject({ type: 'PolicyDossierAttached', data: { dossier: digest, keyId, objections: [] } });
    expect(event?.data['envelopeDigest']).toBe(digestOf(canonicalJson(envelope)));
    const theirs = await other.viewer.get<{ keyId: string; publicKey: string }>('/v1/dossier-key');
    expect(theirs.keyId).not.toBe(key.keyId);
    expect(verifyDossier(envelope, new Map([[theirs.keyId, readPublicKey(theirs.publicKey) as PublicKey]]))).toMatchObject({
      problem: 'unknown-key',
    });
  });

  it('holds what a shadow and a replay of the revision found, the newest one or the one that is named', async () => {
    await circle.agent.post('/v1/decisions', { sessionId: 's', tool: 'pay', arguments: {} });
    const candidate = { policy: 'gate', revision: 2 };
    const shadow = await circle.author.post<{ id: string }>('/v1/shadows', { candidate });
    await circle.agent.post('/v1/decisions', { sessionId: 's', tool: 'pay', arguments: {} });
    const { id } = await circle.author.post<{ id: string }>('/v1/replays', { candidate });
    const isDone = async () => (await circle.author.get<{ state: string }>(`/v1/replays/${id}`)).state === 'completed';
    await eventually('the replay is done', isDone);
    await eventually('the list of replays says so', async () => (await made(2)).summary.history !== null);
    const { summary } = await made(2, { replay: id });
    expect(summary.history).toMatchObject({ mode: 'independent', decisions: 2, differences: 2, critical: 2, diverged: 0 });
    const { dossier } = await viewed(2);
    expect(dossier.parts).toMatchObject({ history: { replay: id, report: { differences: 2 } } });
    const decided = await writ.store.readTypes('acme', 1, 500, ['DecisionRecorded']);
    const [from, to] = decided.events.map(({ position }) => position);
    const decidedBy = [{ policy: 'gate', revision: 1, decisions: 2, from, to }];
    expect([summary.history?.decidedBy, dossier.summary.history?.decidedBy]).toStrictEqual([decidedBy, decidedBy]);
    expect((await circle.author.get<object>(`/v1/replays/${id}/report`)) as { decidedBy: object }).toMatchObject({ decidedBy });
    const page = await circle.author.get<unknown>(`/v1/replays/${id}/report?format=html`);
    expect(page).toContain(
      `<code>gate</code> revision 1</td><td class="n">2</td><td class="n">${from}</td><td class="n">${to}</td>`,
    );
    type Shadow = { findings: { totals: { decisions: number } } };
    const shadowed = async () => (await circle.author.get<Shadow>(`/v1/shadows/${shadow.id}`)).findings.totals.decisions === 1;
    await eventually('the shadow has compared it', shadowed);
    const { summary: told } = await made(2);
    expect(told.shadow).toStrictEqual({ state: 'running', decisions: 1, differences: 1, critical: 1, high: 0, diverged: 0 });
    expect((await viewed(2)).dossier.parts).toMatchObject({ shadow: { id: shadow.id } });
    expect((await circle.author.refused('POST', path(1), { replay: id })).code).toBe('DOSSIER_REPLAY_UNFIT');
  });

  it('is stale once something else is published, and the gate says what it compares with', async () => {
    const third = await review(circle, 'gate', await dataOf(circle, 'gate', 'REQUIRE_APPROVAL'));
    await made(third);
    await circle.publisher.post(publish(2));
    expect((await viewed(third)).current).toBe(false);
    const { code, detail } = await circle.publisher.refused('POST', publish(third));
    expect({ code, detail }).toMatchObject({
      code: 'POLICY_DOSSIER_STALE',
      detail: 'it compares with revision 1, and revision 2 is published',
    });
    await made(third);
    await circle.publisher.post(publish(third));
  });

  it('objects to a revision that breaks what the tenant declared, which then is not published', async () => {
    await circle.author.post('/v1/invariants', { name: 'writes-need-approval' });
    const unanswered = 'what is declared of it could not be checked: ';
    expect((await made(1)).objections).toStrictEqual([expect.stringContaining(unanswered)]);
    await circle.author.post('/v1/invariants/writes-need-approval/withdraw', { reason: 'it says of no tool what it does' });
    await circle.author.post('/v1/invariants', { name: 'writes-need-approval', parameters: { tools: { pay: 'write' } } });
    const revision = await review(circle, 'gate', await dataOf(circle, 'gate', 'ALLOW'));
    const { objections, summary } = await made(revision);
    expect(summary.invariants).toStrictEqual({ held: 0, refuted: 1, open: 0 });
    expect(objections).toStrictEqual([expect.stringMatching(/^it breaks writes-need-approval: /)]);
    const { code, detail } = await circle.publisher.refused('POST', publish(revision));
    expect({ code, detail }).toStrictEqual({ code: 'POLICY_DOSSIER_OBJECTS', detail: objections[0] });
    await circle.author.post('/v1/invariants/writes-need-approval/withdraw', { reason: 'we changed our minds' });
    expect((await made(revision)).objections).toStrictEqual([]);
    await circle.publisher.post(publish(revision));
  });

  it('is made once under one key, whoever repeats it', async () => {
    const revision = await draftOf(circle, 'gate', 'DENY');
    const send = () => circle.author.post<DossierMade>(path(revision), {}, { 'idempotency-key': 'dossier-1' });
    const [first, again] = [await send(), await send()];
    expect(again).toStrictEqual(first);
    const stream = await writ.store.readStream('acme', 'policy/gate');
    expect(stream.filter(({ type, data }) => type === 'PolicyDossierAttached' && data['revision'] === revision)).toHaveLength(1);
  });

  it('is told as altered when what is stored is not what the ledger says', async () => {
    const [event] = (await writ.store.readStream('acme', 'policy/gate')).slice(-1);
    await execute(
      writ.databaseUrl,
      `update policies_artifacts set bytes = '\\x7b7d' where digest = '${String(event?.data['envelopeDigest'])}'`,
    );
    expect((await circle.viewer.refused('GET', path(5))).code).toBe('DOSSIER_ALTERED');
  });

  it('is made by policy admins, seen by viewers, and is nobody else’s', async () => {
    expect((await circle.viewer.refused('POST', path(1), {})).code).toBe('FORBIDDEN');
    expect((await circle.agent.refused('GET', path(1))).code).toBe('FORBIDDEN');
    expect((await other.author.refused('POST', path(1), {})).code).toBe('POLICY_REVISION_NOT_FOUND');
    expect((await other.viewer.refused('GET', path(1))).code).toBe('POLICY_NOT_FOUND');
    expect((await circle.author.refused('POST', path(9), {})).code).toBe('POLICY_REVISION_NOT_FOUND');
    const query = '{ policyDossier(policy: "gate", revision: 1) { digest against objections } }';
    const { digest, against, objections } = await viewed(1);
    expect(await circle.viewer.post('/graphql', { query })).toStrictEqual({
      data: { policyDossier: { digest, against, objections } },
    });
  });
});
