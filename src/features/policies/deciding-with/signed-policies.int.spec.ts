import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { canonicalJson, digestOf } from '#libs/evidence';
import type { RevisionStatement } from '#libs/policy-signing';
import { RunningWrit } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';
import { refusedOnBoth, type Step } from '../testing/both-roads.js';
import {
  approvedOf,
  circleAt,
  draftOf,
  onRevision,
  signingKeyOf,
  startCircle,
  type ReviewCircle,
} from '#test/support/review-circle';
import { assertWholePublications } from '../testing/whole-publications.js';

describe('where policies must be signed', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let client: pg.Client;
  beforeAll(async () => {
    writ = await RunningWrit.start({ env: { WRIT_REQUIRE_SIGNED_POLICY: 'true' } });
    owner = await writ.owner();
    client = new pg.Client({ connectionString: writ.databaseUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await writ.close();
  });

  const position = async ({ tenant }: ReviewCircle) => (await writ.store.head(tenant)).position;
  type Key = Awaited<ReturnType<typeof signingKeyOf>>;
  const envelope = async (of: ReviewCircle, key: Key, revision: number, more: Partial<RevisionStatement> = {}) =>
    key.envelopeFor('gate', revision, await position(of), more);
  const sign = async (of: ReviewCircle, key: Key, revision: number) => {
    const signed = await envelope(of, key, revision);
    await of.author.post(onRevision('gate', revision, 'signatures'), { envelope: signed });
    return signed;
  };
  const publish = (of: ReviewCircle, revision: number) => of.publisher.post(onRevision('gate', revision, 'publish'));
  const refused = (by: WritClient, step: Step, revision: number, input?: object) =>
    refusedOnBoth(by, step, { revision, ...(input && { input }) });
  const decided = async ({ agent }: ReviewCircle) => {
    const { verdict, code } = await agent.decide('s-1', 'pay');
    return [verdict, code];
  };
  const revoke = ({ admin }: ReviewCircle, { keyId }: Key) => admin.post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'stolen' });

  it('an unsigned revision is approved and not published, and a signed one is', async () => {
    const acme = await startCircle(writ, owner, 'acme');
    expect(await acme.viewer.get('/v1/policy-governance')).toStrictEqual({
      minimumQuality: 70,
      separationOfDuties: 'enforced',
      requireDossier: false,
      signatureRequired: true,
    });
    const revision = await approvedOf(acme, 'gate', 'ALLOW');
    expect(await refused(acme.publisher, 'publish', revision)).toBe('POLICY_NOT_SIGNED');
    expect((await decided(acme))[1]).toBe('NO_ACTIVE_POLICY');
    const key = await signingKeyOf(acme);
    await sign(acme, key, revision);
    await publish(acme, revision);
    expect(await decided(acme)).toStrictEqual(['ALLOW', 'ALLOWED']);
  });

  it('a signature over anything else, or by any other key, is not taken', async () => {
    const acme = await startCircle(writ, owner, 'wrong-ones');
    const rival = await startCircle(writ, owner, 'rival');
    const revision = await draftOf(acme, 'gate', 'ALLOW');
    await draftOf(acme, 'gate', 'DENY');
    const [key, foreign] = [await signingKeyOf(acme), await signingKeyOf(rival)];
    const good = await envelope(acme, key, revision);
    const [signature] = good.signatures;
    const flipped = Buffer.from(signature?.sig ?? '', 'base64');
    flipped.writeUInt8((flipped[0] ?? 0) ^ 1, 0);
    const altered = { ...good, signatures: [{ keyid: key.keyId, sig: flipped.toString('base64') }] };
    const wrong: [string, unknown][] = [
      ['POLICY_SIGNATURE_INVALID', await envelope(acme, key, revision, { tenant: 'rival' })],
      ['POLICY_SIGNATURE_INVALID', await envelope(acme, key, revision, { revision: 2 })],
      ['POLICY_SIGNATURE_INVALID', await envelope(acme, key, revision, { policy: 'other' })],
      ['POLICY_SIGNATURE_INVALID', await envelope(acme, key, revision, { digest: '0'.repeat(64) })],
      ['POLICY_SIGNATURE_INVALID', await envelope(acme, key, 2)],
      ['POLICY_SIGNATURE_INVALID', altered],
      ['POLICY_SIGNATURE_INVALID', {}],
      ['POLICY_SIGNATURE_INVALID', 'signed'],
      ['POLICY_KEY_UNKNOWN', { ...good, signatures: [{ ...signature, keyid: foreign.keyId }] }],
    ];
    const before_ = await writ.store.head(acme.tenant);
    for (const [code, each] of wrong)
      expectThat(JSON.stringify(each), await refused(acme.author, 'sign', revision, { envelope: each })).toBe(code);
    expectThat('none of them was recorded', await writ.store.head(acme.tenant)).toStrictEqual(before_);
    await revoke(acme, key);
    expect(await refused(acme.author, 'sign', revision, { envelope: good })).toBe('POLICY_KEY_REVOKED');
  });

  it('a key that is revoked stops its policies with the next decision, publishing and rolling back, until they are signed anew', async () => {
    const acme = await startCircle(writ, owner, 'revoking');
    const [old, good] = [await signingKeyOf(acme), await signingKeyOf(acme)];
    for (const [revision, answer] of [
      [1, 'ALLOW'],
      [2, 'DEFER'],
    ] as const) {
      await approvedOf(acme, 'gate', answer);
      await sign(acme, old, revision);
      await publish(acme, revision);
    }
    const third = await approvedOf(acme, 'gate', 'DENY');
    await sign(acme, old, third);
    const other = circleAt(acme, (await writ.startSecondApi()).url);
    expect(await decided(other)).toStrictEqual(['DEFER', 'DEFERRED']);
    await revoke(acme, old);
    for (const at of [acme, other]) expect(await decided(at)).toStrictEqual(['DENY', 'POLICY_ERROR']);
    expect(await refused(acme.publisher, 'publish', third)).toBe('POLICY_UNUSABLE');
    expect(await refused(acme.publisher, 'rollBack', 2)).toBe('POLICY_UNUSABLE');
    await sign(acme, good, 1);
    await acme.publisher.post('/v1/policies/gate/rollback', { reason: 'the first was signed anew' });
    for (const at of [other, acme]) expect(await decided(at)).toStrictEqual(['ALLOW', 'ALLOWED']);
    await sign(acme, good, third);
    await publish(acme, third);
    expect(await decided(other)).toStrictEqual(['DENY', 'POLICY_DENIED']);
    expect(assertWholePublications(await assertLedgerIsSound(writ.store, acme.tenant))).toBe(4);
  });

  for (const [what, alter] of [
    ['is gone', `delete from policies_artifacts where tenant = $1 and digest = $2`],
    ['was altered', `update policies_artifacts set bytes = bytes || ' '::bytea where tenant = $1 and digest = $2`],
  ] as const)
    it(`a policy whose stored signature ${what} decides nothing on an API that reads it, and is not published there`, async () => {
      const acme = await startCircle(writ, owner, `damaged-${what.slice(-4)}`.toLowerCase().replace(' ', '-'));
      const key = await signingKeyOf(acme);
      const revision = await approvedOf(acme, 'gate', 'ALLOW');
      await sign(acme, key, revision);
      await publish(acme, revision);
      const second = await approvedOf(acme, 'gate', 'DENY');
      const digests = [await envelope(acme, key, revision), await sign(acme, key, second)].map((each) =>
        digestOf(canonicalJson(each)),
      );
      for (const digest of digests) expect((await client.query(alter, [acme.tenant, digest])).rowCount).toBe(1);
      const fresh = circleAt(acme, (await writ.startSecondApi()).url);
      expect(await decided(fresh)).toStrictEqual(['DENY', 'POLICY_ERROR']);
      expect(await refused(fresh.publisher, 'publish', second)).toBe('POLICY_UNUSABLE');
    });

  it('a policy that was published unsigned before it was so decides nothing, and is not rolled back to', async () => {
    const lax = await writ.startApiProcess({ WRIT_REQUIRE_SIGNED_POLICY: 'false' });
    const acme = await startCircle(writ, owner, 'before');
    const there = circleAt(acme, lax.url);
    for (const [revision, answer] of [
      [1, 'ALLOW'],
      [2, 'DEFER'],
    ] as const) {
      await approvedOf(there, 'gate', answer);
      await publish(there, revision);
    }
    expect(await decided(there)).toStrictEqual(['DEFER', 'DEFERRED']);
    expect(await decided(acme)).toStrictEqual(['DENY', 'POLICY_ERROR']);
    expect(await refused(acme.publisher, 'rollBack', 2)).toBe('POLICY_UNUSABLE');
    expect(await refused(acme.publisher, 'publish', 2)).toBe('POLICY_NOT_SIGNED');
    await sign(acme, await signingKeyOf(acme), 2);
    await publish(acme, 2);
    expect(await decided(acme)).toStrictEqual(['DEFER', 'DEFERRED']);
    await lax.stop();
  });
});
