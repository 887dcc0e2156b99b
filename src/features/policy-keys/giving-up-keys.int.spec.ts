import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { generateSigningKey, signStatement, type RevisionStatement } from '#libs/policy-signing';
import { addRevision, always, publishRevision, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { eventually } from '#test/support/conditions';
import type { WritClient } from '#test/support/writ-client';

describe('a published revision that was signed', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let other: string;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    other = (await writ.startSecondApi()).url;
  });
  afterAll(() => writ.close());

  interface Signed {
    readonly tenant: SeededTenant;
    readonly keyId: string;
    readonly sign: (revision: number, privatePem: string) => Promise<unknown>;
  }

  /** A tenant whose active policy allows every call and is signed; both APIs have decided by it. */
  async function signedPolicy(): Promise<Signed> {
    const tenant = await writ.seedTenant(owner);
    const { operator, agent } = tenant;
    const { privatePem, publicKey } = generateSigningKey('ES256');
    await operator.post('/v1/policy-keys', { name: 'release', publicKey: publicKey.pem });
    const revision = await addRevision(operator, 'gate', always('ALLOW'));
    const sign: Signed['sign'] = async (number, key) => {
      const path = `/v1/policies/gate/revisions/${number}`;
      const { position } = await writ.store.head(tenant.id);
      const seen = { 'writ-min-position': String(position) };
      const { digest, planDigest, dataDigest } = await operator.get<Record<string, string>>(path, seen);
      const statement = { type: 'writ-policy-revision/1', tenant: tenant.id, policy: 'gate', revision: number };
      const whole = { ...statement, digest, planDigest, dataDigest, entrypoint: 'writ/decision' } as RevisionStatement;
      await operator.post(`${path}/signatures`, { envelope: signStatement(whole, key) });
    };
    await sign(revision, privatePem);
    await publishRevision(operator, 'gate', revision);
    for (const api of [writ.url, other]) expect((await agent.at(api).decide('s-1', 'read')).verdict).toBe('ALLOW');
    return { tenant, keyId: publicKey.keyId, sign };
  }

  it('goes on deciding when its key is retired, also on an API that loads it afterwards', async () => {
    const { tenant, keyId } = await signedPolicy();
    const next = generateSigningKey('Ed25519').publicKey.pem;
    await tenant.operator.post(`/v1/policy-keys/${keyId}/rotate`, { publicKey: next });
    const fresh = (await writ.startSecondApi()).url;
    for (const api of [writ.url, other, fresh]) expect((await tenant.agent.at(api).decide('s-1', 'read')).verdict).toBe('ALLOW');
  });

  it('denies every call from the next one on when its key is revoked, on every API, until another key has signed', async () => {
    const { tenant, keyId, sign } = await signedPolicy();
    await tenant.operator.post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'stolen' });
    const fresh = (await writ.startSecondApi()).url;
    for (const api of [other, writ.url, fresh]) {
      const { verdict, code } = await tenant.agent.at(api).decide('s-1', 'read');
      expect([verdict, code]).toStrictEqual(['DENY', 'POLICY_ERROR']);
    }
    const next = generateSigningKey('Ed25519');
    await tenant.operator.post('/v1/policy-keys', { name: 'next', publicKey: next.publicKey.pem });
    await sign(1, next.privatePem);
    await tenant.operator.post('/v1/policies/gate/revisions/1/publish');
    for (const api of [other, writ.url, fresh]) expect((await tenant.agent.at(api).decide('s-1', 'read')).verdict).toBe('ALLOW');
  });

  it('allows nothing that is recorded after the revocation, whatever was under way', async () => {
    const { tenant, keyId } = await signedPolicy();
    let stop = false;
    let allowed = 0;
    const callers = Array.from({ length: 8 }, async (_, i) => {
      const agent = tenant.agent.at(i % 2 ? other : writ.url);
      while (!stop) if ((await agent.decide(`s-${i}`, 'read')).verdict === 'ALLOW') allowed += 1;
    });
    try {
      await eventually('calls are allowed', () => allowed > 20);
      await tenant.operator.post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'stolen' });
      const { position } = await writ.store.head(tenant.id);
      await eventually('calls go on', async () => (await writ.store.head(tenant.id)).position > position + 20);
    } finally {
      stop = true;
      await Promise.all(callers);
    }
    const events = await writ.store.readLedger(tenant.id, 1, 10_000);
    const distrusted = events.find(({ type }) => type === 'PolicyKeyDistrusted')?.position ?? assert.fail();
    const decisions = events.filter(({ type }) => type === 'DecisionRecorded');
    for (const { position: at, data } of decisions) {
      const expected = at < distrusted ? 'ALLOW' : 'DENY';
      expectThat(`position ${at}, distrusted at ${distrusted}`, data['verdict']).toBe(expected);
    }
    expect(decisions.some((event) => event.position > distrusted)).toBe(true);
  });
});
