import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { isRefusal } from '#libs/event-sourcing';
import { generateSigningKey, signStatement, type RevisionStatement, type SigningAlgorithm } from '#libs/policy-signing';
import { GraphqlFields } from '#test/support/graphql-fields';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, WritClient, type Problem, type Receipt } from '#test/support/writ-client';
import { PolicySignatures, type SignatureUse } from './contract.js';

interface Entered {
  readonly keyId: string;
  readonly name: string;
  readonly algorithm: string;
  readonly ledger: Receipt;
}

interface Listed {
  readonly keyId: string;
  readonly status: string;
  readonly [member: string]: unknown;
}

let writ: RunningWrit;
let acme: SeededTenant;
let rival: SeededTenant;
let viewer: WritClient;
let other: string;
beforeAll(async () => {
  writ = await RunningWrit.start();
  const owner = await writ.owner();
  acme = await writ.seedTenant(owner);
  rival = await writ.seedTenant(owner);
  viewer = await writ.signIn(await writ.registerOperator(owner, acme.id, ['viewer', 'policy_admin']));
  other = (await writ.startSecondApi()).url;
});
afterAll(() => writ.close());

const pemOf = (algorithm: SigningAlgorithm = 'Ed25519') => generateSigningKey(algorithm).publicKey.pem;
const register = (publicKey: string, caller = acme.operator) =>
  caller.post<Entered>('/v1/policy-keys', { name: 'release', publicKey });

async function listed(caller = acme.operator): Promise<Listed[]> {
  const { position } = await writ.store.head(acme.id);
  const headers = { 'writ-min-position': String(position) };
  return (await caller.get<{ items: Listed[] }>('/v1/policy-keys?limit=200', headers)).items;
}

describe('the signing keys of a tenant', () => {
  it('are registered, rotated, revoked and listed with who did it', async () => {
    const [first, second] = [generateSigningKey('ES256').publicKey, generateSigningKey('Ed25519').publicKey];
    const entered = await register(first.pem.replaceAll('\n', '\r\n'));
    expect([entered.keyId, entered.name, entered.algorithm]).toStrictEqual([first.keyId, 'release', 'ES256']);
    const rotated = await acme.operator.post<Entered>(`/v1/policy-keys/${first.keyId}/rotate`, { publicKey: second.pem });
    expect([rotated.keyId, rotated.name, rotated.algorithm]).toStrictEqual([second.keyId, 'release', 'Ed25519']);
    const revoked = await acme.operator.post<Entered>(`/v1/policy-keys/${first.keyId}/revoke`, { reason: 'it leaked' });
    expect(entered.ledger.position < rotated.ledger.position && rotated.ledger.position < revoked.ledger.position).toBe(true);
    const [old, now] = (await listed(viewer)).filter(({ keyId }) => [first.keyId, second.keyId].includes(keyId));
    const by = old?.['registeredBy'];
    const { registeredAt, retiredAt, revokedAt, ...rest } = old ?? assert.fail();
    expect(rest).toStrictEqual({
      keyId: first.keyId,
      name: 'release',
      algorithm: 'ES256',
      publicKey: first.pem,
      status: 'revoked',
      registeredBy: by,
      registeredByName: 'Operator',
      retiredBy: by,
      retiredByName: 'Operator',
      replacedBy: second.keyId,
      revokedBy: by,
      revokedByName: 'Operator',
      reason: 'it leaked',
    });
    for (const at of [registeredAt, retiredAt, revokedAt]) expect(String(at)).toMatch(/^2\d\d\d-/);
    expect([now?.status, now?.['retiredAt'], now?.['revokedBy'], now?.['reason']]).toStrictEqual(['active', null, null, null]);
  });

  it('are revoked together with word to the stream that every decision is made against', async () => {
    const { keyId } = await register(pemOf());
    const before_ = await writ.store.head(acme.id);
    await acme.operator.post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'stolen laptop' });
    const [revoked, distrusted, ...more] = await writ.store.readLedger(acme.id, before_.position + 1, 10);
    expect([revoked?.stream, revoked?.type, revoked?.data]).toStrictEqual([
      'policy-keys/tenant',
      'PolicyKeyRevoked',
      distrusted?.data,
    ]);
    expect([distrusted?.stream, distrusted?.type]).toStrictEqual(['controls/tenant', 'PolicyKeyDistrusted']);
    expect(distrusted?.data).toStrictEqual({ keyId, reason: 'stolen laptop' });
    expect(more).toStrictEqual([]);
  });

  it('are refused by name when they are no such thing, and a private key is not repeated', async () => {
    const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey;
    const secret = generateSigningKey('ES256').privatePem;
    const spki = (key: ReturnType<typeof ec>) => key.export({ type: 'spki', format: 'pem' }).toString();
    const before_ = await writ.store.head(acme.id);
    const cases: [string, RegExp][] = [
      [secret, /private key/],
      [spki(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey), /rsa/],
      [spki(ec('P-384')), /secp384r1/],
      ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /certificate/],
      [pemOf() + ' '.repeat(5_000), /4096/],
      ['hello', /PUBLIC KEY/],
    ];
    const { keyId } = await register(pemOf());
    for (const path of ['/v1/policy-keys', `/v1/policy-keys/${keyId}/rotate`]) {
      for (const [publicKey, says] of cases) {
        const problem = await acme.operator.refused('POST', path, { name: 'x', publicKey });
        expect([problem.status, problem.code]).toStrictEqual([400, 'POLICY_KEY_INVALID']);
        expect(problem.detail).toMatch(says);
        expect(JSON.stringify(problem)).not.toContain(secret.split('\n')[1] ?? '');
      }
    }
    const bad: [string, unknown][] = [
      ['/v1/policy-keys', { publicKey: pemOf() }],
      ['/v1/policy-keys', { name: ' ', publicKey: pemOf() }],
      ['/v1/policy-keys', { name: 'x', publicKey: pemOf(), keyId: 'mine' }],
      ['/v1/policy-keys', { name: 'x', publicKey: 7 }],
      [`/v1/policy-keys/${keyId}/revoke`, {}],
      [`/v1/policy-keys/${keyId}/revoke`, { reason: '' }],
      ['/v1/policy-keys/nothing/revoke', { reason: 'x' }],
      [`/v1/policy-keys/${keyId.toUpperCase()}/rotate`, { publicKey: pemOf() }],
    ];
    for (const [path, body] of bad)
      expectThat(path, (await acme.operator.refused('POST', path, body)).code).toBe('INVALID_INPUT');
    expectThat('only the one good key was recorded', (await writ.store.head(acme.id)).position).toBe(before_.position + 1);
  });

  it('are refused where they stand already, or do not stand', async () => {
    const publicKey = pemOf();
    const { keyId } = await register(publicKey);
    const next = await acme.operator.post<Entered>(`/v1/policy-keys/${keyId}/rotate`, { publicKey: pemOf() });
    const code = async (verb: string, id: string, body: object) =>
      (await acme.operator.refused('POST', `/v1/policy-keys/${id}/${verb}`, body)).code;
    const again = await acme.operator.refused('POST', '/v1/policy-keys', { name: 'x', publicKey });
    expect([again.status, again.code]).toStrictEqual([409, 'POLICY_KEY_ALREADY_REGISTERED']);
    expect(await code('rotate', keyId, { publicKey: pemOf() })).toBe('POLICY_KEY_RETIRED');
    expect(await code('rotate', next.keyId, { publicKey })).toBe('POLICY_KEY_ALREADY_REGISTERED');
    await acme.operator.post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'x' });
    expect(await code('revoke', keyId, { reason: 'x' })).toBe('POLICY_KEY_REVOKED');
    expect(await code('rotate', keyId, { publicKey: pemOf() })).toBe('POLICY_KEY_REVOKED');
    expect(await code('revoke', 'f'.repeat(64), { reason: 'x' })).toBe('POLICY_KEY_NOT_FOUND');
    expect(await code('rotate', 'f'.repeat(64), { publicKey: pemOf() })).toBe('POLICY_KEY_NOT_FOUND');
  });

  it("are their tenant's alone: the same key elsewhere is another key", async () => {
    const publicKey = pemOf();
    const { keyId } = await register(publicKey);
    const before_ = await writ.store.head(acme.id);
    for (const [verb, body] of [['revoke', { reason: 'x' }] as const, ['rotate', { publicKey: pemOf() }] as const])
      expect((await rival.operator.refused('POST', `/v1/policy-keys/${keyId}/${verb}`, body)).code).toBe('POLICY_KEY_NOT_FOUND');
    await register(publicKey, rival.operator);
    await rival.operator.post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'x' });
    expect(await writ.store.head(acme.id)).toStrictEqual(before_);
    expect((await listed()).find((key) => key.keyId === keyId)?.status).toBe('active');
  });

  it('are for admins to change and for viewers to read', async () => {
    const { keyId } = await register(pemOf());
    const before_ = await writ.store.head(acme.id);
    const calls: [string, string, unknown][] = [
      ['POST', '/v1/policy-keys', { name: 'x', publicKey: pemOf() }],
      ['POST', `/v1/policy-keys/${keyId}/rotate`, { publicKey: pemOf() }],
      ['POST', `/v1/policy-keys/${keyId}/revoke`, { reason: 'x' }],
      ['GET', '/v1/policy-keys', undefined],
    ];
    for (const [method, path, body] of calls) {
      const nobody = await new WritClient(writ.url).refused(method, path, body);
      expect([nobody.status, nobody.code]).toStrictEqual([401, 'UNAUTHENTICATED']);
      const agent = await acme.agent.refused(method, path, body);
      expect([agent.status, agent.code]).toStrictEqual([403, 'FORBIDDEN']);
      const answer = await viewer.send(method, path, body);
      if (method === 'GET') expect(answer.status).toBe(200);
      else expect(problemIn(answer).code).toBe('FORBIDDEN');
    }
    expect(await writ.store.head(acme.id)).toStrictEqual(before_);
  });

  it('are the same by GraphQL', async () => {
    const fields = await GraphqlFields.of(acme.operator);
    const ask = async (caller: WritClient, kind: 'query' | 'mutation', name: string, args: string) => {
      const query = `${kind} { ${name}${args} ${fields.selection(kind, name)} }`;
      const { body } = await caller.send<{
        data: Record<string, Record<string, unknown>> | null;
        errors?: { extensions: Problem }[];
      }>('POST', '/graphql', { query });
      return { value: body.data?.[name], code: body.errors?.[0]?.extensions.code };
    };
    const [one, two] = [generateSigningKey('ES256').publicKey, generateSigningKey('Ed25519').publicKey];
    const input = (pem: string, more = '') => `{${more}publicKey: ${JSON.stringify(pem)}}`;
    const created = await ask(acme.operator, 'mutation', 'registerPolicyKey', `(input: ${input(one.pem, 'name: "gql", ')})`);
    expect([created.value?.['keyId'], created.value?.['algorithm']]).toStrictEqual([one.keyId, 'ES256']);
    const rotated = await ask(acme.operator, 'mutation', 'rotatePolicyKey', `(keyId: "${one.keyId}", input: ${input(two.pem)})`);
    expect([rotated.value?.['keyId'], rotated.value?.['name']]).toStrictEqual([two.keyId, 'gql']);
    const revoke = `(keyId: "${one.keyId}", reason: "over")`;
    expect((await ask(viewer, 'mutation', 'revokePolicyKey', revoke)).code).toBe('FORBIDDEN');
    expect((await ask(rival.operator, 'mutation', 'revokePolicyKey', revoke)).code).toBe('POLICY_KEY_NOT_FOUND');
    expect((await ask(acme.operator, 'mutation', 'revokePolicyKey', revoke)).value?.['keyId']).toBe(one.keyId);
    expect((await ask(acme.operator, 'mutation', 'revokePolicyKey', '(keyId: "x", reason: "x")')).code).toBe('INVALID_INPUT');
    await listed();
    const { value } = await ask(viewer, 'query', 'policyKeys', '(first: 200)');
    const nodes = (value?.['edges'] as { node: Listed }[]).map(({ node }) => node).filter(({ name }) => name === 'gql');
    expect(nodes.map(({ keyId, status }) => [keyId, status])).toStrictEqual([
      [one.keyId, 'revoked'],
      [two.keyId, 'active'],
    ]);
    expect((await ask(new WritClient(writ.url), 'query', 'policyKeys', '')).code).toBe('UNAUTHENTICATED');
  });
});

describe('rotations and revocations at the same moment', () => {
  it('end in one order: one rotation wins, and a revocation is never lost', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { keyId } = await register(pemOf());
      const at = (index: number) => acme.operator.at(index % 2 ? other : writ.url);
      const [revocation, ...rotations] = await Promise.all([
        at(0).send('POST', `/v1/policy-keys/${keyId}/revoke`, { reason: 'raced' }),
        ...Array.from({ length: 6 }, (_, i) =>
          at(i).send('POST', `/v1/policy-keys/${keyId}/rotate`, { publicKey: pemOf(i % 2 ? 'ES256' : 'Ed25519') }),
        ),
      ]);
      expectThat(JSON.stringify(revocation?.body), revocation?.status).toBe(200);
      const won = rotations.filter(({ status }) => status === 201);
      expect(won.length).toBeLessThanOrEqual(1);
      for (const lost of rotations.filter((answer) => !won.includes(answer)))
        expect(['POLICY_KEY_RETIRED', 'POLICY_KEY_REVOKED', 'STREAM_BUSY']).toContain(problemIn(lost).code);
      const events = (await writ.store.readStream(acme.id, 'policy-keys/tenant')).filter(({ data }) => data['keyId'] === keyId);
      const retired = won.length === 1 ? ['PolicyKeyRetired'] : [];
      expect(events.map(({ type }) => type)).toStrictEqual(['PolicyKeyRegistered', ...retired, 'PolicyKeyRevoked']);
      const distrusted = (await writ.store.readStream(acme.id, 'controls/tenant')).filter(({ data }) => data['keyId'] === keyId);
      expect(distrusted).toHaveLength(1);
    }
  });

  it('register a key once, and never one too many', async () => {
    const tenant = await writ.seedTenant(await writ.owner());
    const key = pemOf();
    const same = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        tenant.operator.at(i % 2 ? other : writ.url).send('POST', '/v1/policy-keys', { name: 'x', publicKey: key }),
      ),
    );
    expect(same.map(({ status }) => status).toSorted((a, b) => a - b)).toStrictEqual([201, 409, 409, 409, 409, 409]);
    for (let i = 0; i < 97; i += 1) await register(pemOf(), tenant.operator);
    const last = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        tenant.operator.at(i % 2 ? other : writ.url).send('POST', '/v1/policy-keys', { name: 'x', publicKey: pemOf() }),
      ),
    );
    const won = last.filter(({ status }) => status === 201).length;
    for (const { status, body } of last)
      if (status !== 201) expect(['TOO_MANY_POLICY_KEYS', 'STREAM_BUSY']).toContain(String(body['code']));
    expectThat(`${won} more`, won >= 1 && won <= 2).toBe(true);
    if (won === 1) await register(pemOf(), tenant.operator);
    expect((await tenant.operator.refused('POST', '/v1/policy-keys', { name: 'x', publicKey: pemOf() })).code).toBe(
      'TOO_MANY_POLICY_KEYS',
    );
  });
});

describe('a signature', () => {
  const statement = (more: Partial<RevisionStatement> = {}): RevisionStatement => ({
    type: 'writ-policy-revision/1',
    tenant: acme.id,
    policy: 'gate',
    revision: 1,
    digest: 'a'.repeat(64),
    planDigest: 'b'.repeat(64),
    dataDigest: 'c'.repeat(64),
    entrypoint: 'writ/decision',
    ...more,
  });
  /** The id of the key it counts by, or the code it is refused with. */
  async function verified(envelope: unknown, use: SignatureUse = 'signing', expected = statement(), tenant = acme.id) {
    const { app } = writ.api;
    const result = await app.get(PolicySignatures, { strict: false }).verify(tenant, envelope, expected, use);
    return isRefusal(result) ? result.refused : result.keyId;
  }
  async function detail(envelope: unknown, expected = statement()): Promise<string | undefined> {
    const result = await writ.api.app.get(PolicySignatures, { strict: false }).verify(acme.id, envelope, expected, 'signing');
    return isRefusal(result) ? result.detail : undefined;
  }
  /** Changes are made at the other API, so that the one that verifies has to look at the ledger to know of them. */
  const elsewhere = () => acme.operator.at(other);

  it('counts while its key is active, signs nothing once that is retired, and is worth nothing once it is revoked', async () => {
    const [{ privatePem, publicKey }, next] = [generateSigningKey('ES256'), generateSigningKey('Ed25519')];
    const { keyId } = publicKey;
    const envelope = signStatement(statement(), privatePem);
    const both = async () => [await verified(envelope, 'signing'), await verified(envelope, 'deciding')];
    expect(await both()).toStrictEqual(['POLICY_KEY_UNKNOWN', 'POLICY_KEY_UNKNOWN']);
    await register(publicKey.pem, elsewhere());
    expect(await both()).toStrictEqual([keyId, keyId]);
    await elsewhere().post(`/v1/policy-keys/${keyId}/rotate`, { publicKey: next.publicKey.pem });
    expect(await both()).toStrictEqual(['POLICY_KEY_RETIRED', keyId]);
    const two = { ...envelope, signatures: [...envelope.signatures, ...signStatement(statement(), next.privatePem).signatures] };
    expect(await verified(two, 'signing')).toBe(next.publicKey.keyId);
    await elsewhere().post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'x' });
    expect(await both()).toStrictEqual(['POLICY_KEY_REVOKED', 'POLICY_KEY_REVOKED']);
    expectThat('another signature carries the envelope', await verified(two, 'deciding')).toBe(next.publicKey.keyId);
  });

  it('can be asked for by its key, so that what was recorded is what is looked at again', async () => {
    const [one, two] = [generateSigningKey('Ed25519'), generateSigningKey('ES256')];
    const [first, second] = [one, two].map(({ privatePem }) => signStatement(statement(), privatePem).signatures).flat();
    const envelope = { ...signStatement(statement(), one.privatePem), signatures: [first, second] };
    await register(one.publicKey.pem, elsewhere());
    await elsewhere().post(`/v1/policy-keys/${one.publicKey.keyId}/rotate`, { publicKey: two.publicKey.pem });
    const signatures = writ.api.app.get(PolicySignatures, { strict: false });
    const decided = async (by: string) => {
      const result = await signatures.verify(acme.id, envelope, statement(), 'deciding', by);
      return isRefusal(result) ? result.refused : result.keyId;
    };
    expect(await verified(envelope, 'signing')).toBe(two.publicKey.keyId);
    for (const { publicKey } of [one, two]) expect(await decided(publicKey.keyId)).toBe(publicKey.keyId);
    await elsewhere().post(`/v1/policy-keys/${two.publicKey.keyId}/revoke`, { reason: 'x' });
    expect([await decided(one.publicKey.keyId), await decided(two.publicKey.keyId), await decided('f'.repeat(64))]).toStrictEqual(
      [one.publicKey.keyId, 'POLICY_KEY_REVOKED', 'POLICY_KEY_UNKNOWN'],
    );
  });

  it('says with which keys it was checked, so that an append can insist on it', async () => {
    const { privatePem, publicKey } = generateSigningKey('Ed25519');
    await register(publicKey.pem);
    const signatures = writ.api.app.get(PolicySignatures, { strict: false });
    const good = await signatures.verify(acme.id, signStatement(statement(), privatePem), statement(), 'signing');
    const events = await writ.store.readStream(acme.id, 'policy-keys/tenant');
    expect(good).toStrictEqual({
      keyId: publicKey.keyId,
      standing: { stream: 'policy-keys/tenant', at: events.at(-1)?.revision },
    });
  });

  it('is for one revision of one policy of one tenant, and the refusal names what differs', async () => {
    const { privatePem, publicKey } = generateSigningKey('Ed25519');
    await register(publicKey.pem);
    const changes: Partial<RevisionStatement>[] = [
      { tenant: rival.id },
      { policy: 'other' },
      { revision: 2 },
      { digest: 'd'.repeat(64) },
      { planDigest: 'd'.repeat(64) },
      { dataDigest: 'd'.repeat(64) },
      { entrypoint: 'writ/other' },
    ];
    for (const change of changes) {
      const envelope = signStatement(statement(change), privatePem);
      expect(await verified(envelope)).toBe('POLICY_SIGNATURE_INVALID');
      expect((await detail(envelope)) ?? '').toMatch(new RegExp(`differs from the revision in ${Object.keys(change)[0]}$`));
    }
    const envelope = signStatement(statement(), privatePem);
    expect(await verified(envelope, 'signing', statement({ tenant: rival.id }), rival.id)).toBe('POLICY_KEY_UNKNOWN');
    await register(publicKey.pem, rival.operator);
    expect(await verified(envelope, 'signing', statement({ tenant: rival.id }), rival.id)).toBe('POLICY_SIGNATURE_INVALID');
    const altered = { ...envelope, payload: signStatement(statement({ revision: 2 }), privatePem).payload };
    for (const bad of [altered, {}, null, 'x', [], { ...envelope, payloadType: 'application/json' }])
      for (const use of ['signing', 'deciding'] as const) expect(await verified(bad, use)).toBe('POLICY_SIGNATURE_INVALID');
  });
});
