import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import type { ActivePolicy } from '#features/controls/contract';
import type { NewEvent } from '#libs/event-sourcing';
import { generateSigningKey, signStatement, STATEMENT_TYPE } from '#libs/policy-signing';
import { addRevision, always, publishRevision, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';

type Told = Decision & { readonly pin?: string };
const [DENIES, ALLOWS, DEFERS] = [1, 2, 3];
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('the policy that decides a call', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let client: pg.Client;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    client = new pg.Client({ connectionString: writ.databaseUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await writ.close();
  });

  /** Everybody is denied by revision 1; revisions 2 and 3 are approved and wait. */
  async function newTenant(): Promise<SeededTenant> {
    const tenant = await writ.seedTenant(owner);
    for (const verdict of ['DENY', 'ALLOW', 'DEFER']) await addRevision(tenant.operator, 'gate', always(verdict));
    await publishRevision(tenant.operator, 'gate', DENIES);
    for (const revision of [ALLOWS, DEFERS])
      for (const step of ['submit', 'approve']) await tenant.operator.post(`/v1/policies/gate/revisions/${revision}/${step}`);
    return tenant;
  }
  const pin = ({ operator }: SeededTenant, revision: number, selector: object) =>
    operator.post<{ pin: string }>('/v1/pins', {
      policy: 'gate',
      revision,
      selector,
      expiresAt: inAnHour(),
      reason: 'x',
      forLater: true,
    });
  const fresh = async (agent: WritClient) => agent.at((await writ.startSecondApi()).url);
  const verdictOf = async (agent: WritClient, session = 's-1') => {
    const { verdict, code } = await agent.decide(session, 'pay');
    return `${verdict} ${code}`;
  };
  const digestsOf = async ({ id }: SeededTenant, revision: number) =>
    (await writ.store.readStream(id, 'policy/gate')).find(({ data }) => data['revision'] === revision)?.data as unknown as Omit<
      ActivePolicy,
      'id' | 'signature'
    >;

  it('is found call by call in one batch, and each decision says by which revision and pin it was made', async () => {
    const tenant = await newTenant();
    const bySession = await pin(tenant, ALLOWS, { session: 's-allowed' });
    const byAgent = await pin(tenant, DEFERS, { agent: 'deferred' });
    const calls = (sessions: readonly string[]) => sessions.map((sessionId) => ({ sessionId, tool: 'pay', arguments: {} }));
    const decided = async (agent: WritClient, sessions: readonly string[]) => {
      const { items } = await agent.post<{ items: Told[] }>('/v1/decisions/batch', calls(sessions));
      return items.map((item) => [item.verdict, item.policy?.revision, item.pin]);
    };
    expect(await decided(tenant.agent, ['s-1', 's-allowed', 's-2', 's-allowed'])).toStrictEqual([
      ['DENY', DENIES, undefined],
      ['ALLOW', ALLOWS, bySession.pin],
      ['DENY', DENIES, undefined],
      ['ALLOW', ALLOWS, bySession.pin],
    ]);
    const deferred = await writ.registerAgent(tenant.operator, 'deferred');
    expect(await decided(deferred, ['s-3', 's-4'])).toStrictEqual([
      ['DEFER', DEFERS, byAgent.pin],
      ['DEFER', DEFERS, byAgent.pin],
    ]);
  });

  it('of a pin whose plan is gone denies the pinned calls with POLICY_ERROR and no others', async () => {
    const tenant = await newTenant();
    await pin(tenant, ALLOWS, { session: 's-pinned' });
    const { planDigest } = await digestsOf(tenant, ALLOWS);
    const gone = await client.query('delete from policies_artifacts where tenant = $1 and digest = $2', [tenant.id, planDigest]);
    expect(gone.rowCount).toBe(1);
    const agent = await fresh(tenant.agent);
    expect(await verdictOf(agent, 's-pinned')).toBe('DENY POLICY_ERROR');
    expect(await verdictOf(agent, 's-free')).toBe('DENY POLICY_DENIED');
  });

  it('of the others decides pinned calls well where the active one cannot decide', async () => {
    const tenant = await newTenant();
    await pin(tenant, ALLOWS, { session: 's-pinned' });
    const { planDigest } = await digestsOf(tenant, DENIES);
    await client.query('delete from policies_artifacts where tenant = $1 and digest = $2', [tenant.id, planDigest]);
    const agent = await fresh(tenant.agent);
    expect(await verdictOf(agent, 's-pinned')).toBe('ALLOW ALLOWED');
    expect(await verdictOf(agent, 's-free')).toBe('DENY POLICY_ERROR');
  });

  it('stops deciding with the revocation of the key that signed it, active or pinned, on every API', async () => {
    const tenant = await newTenant();
    const key = generateSigningKey('Ed25519');
    await tenant.operator.post('/v1/policy-keys', { name: 'release', publicKey: key.publicKey.pem });
    const { digest, planDigest, dataDigest, entrypoint } = await digestsOf(tenant, ALLOWS);
    const on = { tenant: tenant.id, policy: 'gate', revision: ALLOWS, digest, planDigest, dataDigest, entrypoint };
    const envelope = signStatement({ type: STATEMENT_TYPE, ...on }, key.privatePem);
    await tenant.operator.post(`/v1/policies/gate/revisions/${ALLOWS}/signatures`, { envelope });
    await pin(tenant, ALLOWS, { session: 's-pinned' });
    const agents = [tenant.agent, await fresh(tenant.agent)];
    for (const agent of agents) expect(await verdictOf(agent, 's-pinned')).toBe('ALLOW ALLOWED');
    await tenant.operator.post(`/v1/policy-keys/${key.publicKey.keyId}/revoke`, { reason: 'stolen' });
    for (const agent of agents) {
      expect(await verdictOf(agent, 's-pinned')).toBe('DENY POLICY_ERROR');
      expectThat('the others are decided by the active one', await verdictOf(agent, 's-free')).toBe('DENY POLICY_DENIED');
    }
  });

  it('is looked for among 500 pins at most', async () => {
    const tenant = await newTenant();
    const { digest, planDigest, dataDigest, entrypoint } = await digestsOf(tenant, ALLOWS);
    const policy: ActivePolicy = { id: 'gate', revision: ALLOWS, digest, planDigest, dataDigest, entrypoint, signature: null };
    const pinned = (n: number): NewEvent => ({
      id: randomUUID(),
      type: 'RevisionPinned',
      schema: 1,
      actor: { kind: 'system', id: 'test' },
      correlation: null,
      causation: null,
      trace: null,
      data: {
        pin: randomUUID(),
        selector: { agent: `a-${n}` },
        policy,
        expiresAt: inAnHour(),
        reason: 'x',
      },
      sealed: null,
    });
    const events = Array.from({ length: 499 }, (_, n) => pinned(n));
    await writ.store.append({ tenant: tenant.id, writes: [{ stream: 'controls/tenant', expect: 'any', events }] });
    const last = await pin(tenant, ALLOWS, { session: 's-pinned' });
    const request = {
      policy: 'gate',
      revision: ALLOWS,
      selector: { agent: 'one-more' },
      expiresAt: inAnHour(),
      reason: 'x',
      forLater: true,
    };
    const problem = await tenant.operator.refused('POST', '/v1/pins', request);
    expect([problem.status, problem.code]).toStrictEqual([409, 'TOO_MANY_PINS']);
    expect(((await tenant.agent.decide('s-pinned', 'pay')) as Told).pin).toBe(last.pin);
    await tenant.operator.post(`/v1/pins/${last.pin}/lift`, { reason: 'room for another' });
    expect((await tenant.operator.send('POST', '/v1/pins', request)).status).toBe(201);
  });
});
