import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { always, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient } from '#test/support/writ-client';
import { fetchBundle, filesOf, verifiedNames, type BundleAnswer } from './testing/opened-bundle.js';
import { approveAnew, pinTo, publishAnew, publishSigned } from '#test/support/published-policies';

const BUNDLE = 'application/vnd.openpolicyagent.bundles';
const GATE = always('ALLOW');
const GATE_TEST = 'package writ_test\n\nimport data.writ\n\ntest_allows if writ.decision.verdict == "ALLOW"\n';

interface BundleKey {
  readonly keyId: string;
  readonly algorithm: string;
  readonly publicKey: string;
}

let writ: RunningWrit;
let owner: WritClient;
let acme: SeededTenant;
let rival: SeededTenant;
let other: string;
beforeAll(async () => {
  writ = await RunningWrit.start();
  owner = await writ.owner();
  [acme, rival] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
  other = (await writ.startSecondApi()).url;
  const { operator } = acme;
  await operator.post('/v1/policies', { id: 'gate', name: 'Gate' });
  await operator.post('/v1/policies/gate/revisions', {
    modules: { 'z/gate.rego': GATE, 'tools.rego': 'package writ.tools\n\nknown := data.tools\n', 'gate_test.rego': GATE_TEST },
    data: { tools: ['pay'], limits: { max: 2.5 } },
    summary: 'for a test',
  });
  for (const step of ['submit', 'approve', 'publish']) await operator.post(`/v1/policies/gate/revisions/1/${step}`);
});
afterAll(() => writ.close());

const etagOf = ({ headers }: BundleAnswer) => headers.get('etag') ?? assert.fail('no ETag');
const manifestOf = async ({ bytes }: BundleAnswer) =>
  JSON.parse((await filesOf(bytes)).get('.manifest') ?? '') as {
    revision: string;
    roots: string[];
    metadata: { writ: Record<string, unknown> };
  };
const keyOf = (caller: WritClient) => caller.get<BundleKey>('/v1/opa/bundle-key');

describe('a bundle', () => {
  it('holds the published revision as it was written, without its tests', async () => {
    const answer = await fetchBundle(acme.agent, 'bundles/gate');
    expect([answer.status, answer.headers.get('content-type')]).toStrictEqual([200, BUNDLE]);
    const files = await filesOf(answer.bytes);
    expect([...files.keys()]).toStrictEqual(['.manifest', 'data.json', 'tools.rego', 'z/gate.rego']);
    expect(files.get('z/gate.rego')).toBe(GATE.replace('package writ', 'package writ import rego.v1'));
    expect(JSON.parse(files.get('data.json') ?? '')).toStrictEqual({ tools: ['pay'], limits: { max: 2.5 } });
    const view = await acme.operator.get<Record<string, string>>('/v1/policies/gate/revisions/1');
    const { digest, dataDigest, entrypoint } = view;
    expect(await manifestOf(answer)).toStrictEqual({
      revision: `gate@1:${digest}`,
      roots: ['limits', 'tools', 'writ'],
      rego_version: 1,
      metadata: { writ: { policy: 'gate', revision: 1, digest, dataDigest, entrypoint, signedWith: null } },
    });
  });

  it('is the same to the last byte from every process, and is sent once', async () => {
    const [one, two] = [await fetchBundle(acme.agent, 'bundles/gate'), await fetchBundle(acme.agent.at(other), 'bundles/gate')];
    expect(one.bytes).toStrictEqual(two.bytes);
    expect(etagOf(one)).toBe(etagOf(two));
    const again = await fetchBundle(acme.agent, 'bundles/gate', { 'if-none-match': etagOf(one) });
    expect([again.status, again.bytes.length, etagOf(again), again.headers.get('content-type')]).toStrictEqual([
      304,
      0,
      etagOf(one),
      BUNDLE,
    ]);
    expectThat('as OPA asks at first', (await fetchBundle(acme.agent, 'bundles/gate', { 'if-none-match': '' })).status).toBe(200);
  });

  it('is another one for whom a pin says so, and under active for everybody once another policy is', async () => {
    const revision = await approveAnew(acme.operator, 'gate', always('DENY'));
    const pinned = await writ.registerAgent(acme.operator, 'pinned', { ring: 'canary' });
    await pinTo(acme.operator, 'gate', revision, { label: { name: 'ring', value: 'canary' } });
    const revisionOf = async (agent: WritClient, name: string) =>
      (await manifestOf(await fetchBundle(agent, `bundles/${name}`))).metadata.writ['revision'];
    for (const name of ['gate', 'active'])
      expectThat(name, [await revisionOf(pinned, name), await revisionOf(acme.agent, name)]).toStrictEqual([revision, 1]);
  });

  it('reaches a client that waits for it, as OPA waits, as soon as it is published', async () => {
    const first = await fetchBundle(acme.agent, 'bundles/gate');
    const held = fetchBundle(acme.agent, 'bundles/gate', {
      'if-none-match': etagOf(first),
      prefer: 'modes=snapshot,delta;wait=30',
    });
    await eventually('it is held', async () => /held_requests{[^}]*} 1/.test((await owner.send<string>('GET', '/metrics')).body));
    const revision = await publishAnew(acme.operator.at(other), 'gate');
    const next = await held;
    expect([next.status, (await manifestOf(next)).metadata.writ['revision']]).toStrictEqual([200, revision]);
  });

  it('is not given of a policy whose signature does not count any more', async () => {
    const tenant = await writ.seedTenant(owner);
    const keyId = await publishSigned(tenant, 'signed');
    const good = await fetchBundle(tenant.agent, 'bundles/signed');
    expect((await manifestOf(good)).metadata.writ['signedWith']).toBe(keyId);
    await tenant.operator.post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'a test' });
    for (const path of ['bundles/signed', 'signed-bundles/signed', 'bundles/active']) {
      const problem = await tenant.agent.refused('GET', `/v1/opa/${path}`, undefined, { 'if-none-match': etagOf(good) });
      expectThat(path, [problem.status, problem.code]).toStrictEqual([409, 'POLICY_UNUSABLE']);
    }
  });
});

describe('a signed bundle', () => {
  it('is the bundle with a signature by the key of its tenant', async () => {
    const key = await keyOf(acme.agent);
    const [plain, signed] = [
      await fetchBundle(acme.agent, 'bundles/gate'),
      await fetchBundle(acme.agent.at(other), 'signed-bundles/gate'),
    ];
    const [files, inside] = [await filesOf(signed.bytes), await filesOf(plain.bytes)];
    // Every JSON file of a bundle is canonical, so that its bytes are what a signature is about.
    expect(verifiedNames(files, key.publicKey)).toStrictEqual([...inside.keys()]);
    files.delete('.signatures.json');
    expect(files).toStrictEqual(inside);
    const again = await fetchBundle(acme.agent, 'signed-bundles/gate', { 'if-none-match': etagOf(signed) });
    expectThat('whichever process signed it', again.status).toBe(304);
    expect(etagOf(signed)).not.toBe(etagOf(plain));
  });

  it('has a key that is the same in every process, and no two tenants have the same one', async () => {
    const key = await keyOf(acme.agent);
    expect([await keyOf(acme.agent.at(other)), await keyOf(acme.operator)]).toStrictEqual([key, key]);
    expect([key.algorithm, key.publicKey.startsWith('-----BEGIN PUBLIC KEY-----\n')]).toStrictEqual(['ES256', true]);
    const theirs = await keyOf(rival.agent);
    expect(theirs.keyId !== key.keyId && theirs.publicKey !== key.publicKey).toBe(true);
  });
});

describe('discovery', () => {
  it("is a bundle that tells an OPA to use Writ's routes for one policy", async () => {
    const answer = await fetchBundle(acme.agent, 'discovery/gate');
    const files = await filesOf(answer.bytes);
    expect([...files.keys()]).toStrictEqual(['.manifest', 'data.json']);
    const { bundles, decision_logs, status } = JSON.parse(files.get('data.json') ?? '') as Record<string, Record<string, object>>;
    expect([Object.keys(bundles ?? {}), (bundles?.['gate'] as { resource: string }).resource]).toStrictEqual([
      ['gate'],
      'bundles/gate',
    ]);
    expect(decision_logs && status).toBeTruthy();
    const again = await fetchBundle(acme.agent.at(other), 'discovery/gate', { 'if-none-match': etagOf(answer) });
    expect(again.status).toBe(304);
  });
});

describe('the bundle routes', () => {
  it("end the connection of an OPA, which would never use it again, and nobody else's", async () => {
    const opa = await fetchBundle(acme.agent, 'bundles/gate', { 'user-agent': 'Open Policy Agent/0.70.0 (linux, amd64)' });
    const other = await fetchBundle(acme.agent, 'bundles/gate', { 'user-agent': 'curl/8' });
    expect([opa.headers.get('connection'), other.headers.get('connection')]).toStrictEqual(['close', 'keep-alive']);
  });

  it('are for agents of the tenant', async () => {
    for (const path of ['bundles/gate', 'signed-bundles/gate', 'bundles/active', 'discovery/gate', 'bundle-key']) {
      const route = `/v1/opa/${path}`;
      expect((await new WritClient(writ.url).refused('GET', route)).code).toBe('UNAUTHENTICATED');
      const forged = new WritClient(writ.url, `${acme.agent.token?.slice(0, -64)}${'0'.repeat(64)}`);
      expect((await forged.refused('GET', route)).status).toBe(401);
      if (path !== 'bundle-key') expectThat(path, (await acme.operator.refused('GET', route)).code).toBe('FORBIDDEN');
      if (path.includes('bundles/')) {
        const theirs = await rival.agent.refused('GET', route);
        expectThat(path, [theirs.status, theirs.code]).toStrictEqual([404, 'NOTHING_PUBLISHED']);
      }
    }
    for (const path of ['bundles/Gate', 'signed-bundles/..', 'discovery/a%00b'])
      expectThat(path, [400, 404]).toContain((await acme.agent.send('GET', `/v1/opa/${path}`)).status);
  });
});
