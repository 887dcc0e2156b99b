import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { RunningWrit } from '#test/support/running-writ';
import { problemIn, WritClient } from '#test/support/writ-client';
import { refusedOnBoth, STEPS } from './testing/both-roads.js';
import { approvedOf, draftOf, releasedOf, startCircle, type ReviewCircle } from '#test/support/review-circle';

const POLICY = 'gate';

describe('the lifecycle of policies', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: ReviewCircle;
  let rival: ReviewCircle;
  /** Who has no business with policies, and who has business with rolling back. */
  let outsiders: Record<string, WritClient>;
  let incident: WritClient;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await startCircle(writ, owner, 'acme');
    rival = await startCircle(writ, owner, 'rival');
    const signIn = async (...roles: string[]) => writ.signIn(await writ.registerOperator(owner, acme.tenant, roles));
    outsiders = {
      nobody: new WritClient(writ.url),
      'a forger': new WritClient(writ.url, `${acme.publisher.token}x`),
      'an agent': acme.agent,
      'a viewer': acme.viewer,
      'an operator': await signIn('operator'),
      'an admin': acme.admin,
      'an owner with other duties': await signIn(
        'owner',
        'auditor',
        'approval_admin',
        'shadow_admin',
        'replay_admin',
        'rollout_admin',
      ),
      'the owner of the deployment': owner,
    };
    incident = await signIn('incident_admin');
    await releasedOf(acme, POLICY, 'ALLOW');
    await releasedOf(acme, POLICY, 'DENY');
    await approvedOf(acme, POLICY, 'DEFER');
  });
  afterAll(() => writ.close());

  const heads = () => Promise.all([acme.tenant, rival.tenant, '_deployment'].map((tenant) => writ.store.head(tenant)));
  const code = async (by: WritClient, method: string, path: string, body?: object) =>
    problemIn(await by.send(method, path, body)).code;
  async function recordsNothing(work: () => Promise<void>): Promise<void> {
    const before_ = await heads();
    await work();
    expectThat('something of it was recorded', await heads()).toStrictEqual(before_);
  }
  const refusalFor = (who: string) => (['nobody', 'a forger'].includes(who) ? 'UNAUTHENTICATED' : 'FORBIDDEN');

  it('is for policy admins of the tenant, every step of it, by REST and by GraphQL', () =>
    recordsNothing(async () => {
      for (const [who, by] of Object.entries(outsiders))
        for (const name of STEPS)
          expectThat(`${name} by ${who}`, await refusedOnBoth(by, name, { policy: POLICY, revision: 3 })).toBe(refusalFor(who));
      for (const name of STEPS.filter((each) => each !== 'rollBack'))
        expectThat(name, await refusedOnBoth(incident, name, { policy: POLICY, revision: 3 })).toBe('FORBIDDEN');
    }));

  it('is rolled back by who deals with incidents, too', async () => {
    expect(await refusedOnBoth(incident, 'rollBack', { policy: 'ghost' })).toBe('POLICY_NOT_FOUND');
    await incident.post(`/v1/policies/${POLICY}/rollback`, { reason: 'stop' });
    expect((await acme.agent.decide('s-1', 'pay')).verdict).toBe('ALLOW');
  });

  it('is out of reach of the policy admins of another tenant, with the same ids', async () => {
    await draftOf(rival, 'own', 'ALLOW');
    await recordsNothing(async () => {
      for (const name of STEPS.filter((each) => each !== 'create'))
        for (const by of [rival.author, rival.reviewer, rival.publisher])
          expectThat(name, await refusedOnBoth(by, name, { policy: POLICY, revision: 3 })).toBe('POLICY_NOT_FOUND');
      for (const path of [`/v1/policies/${POLICY}`, `/v1/policies/${POLICY}/revisions`])
        expectThat(path, await code(rival.viewer, 'GET', path)).toBe('POLICY_NOT_FOUND');
      expect(await code(rival.viewer, 'GET', `/v1/policies/${POLICY}/revisions/1`)).toBe('POLICY_REVISION_NOT_FOUND');
    });
  });

  it('is shown to every operator of the tenant, and to nobody else', async () => {
    const paths = ['', `/${POLICY}`, `/${POLICY}/revisions`, `/${POLICY}/revisions/1`].map((rest) => `/v1/policies${rest}`);
    for (const path of [...paths, '/v1/policy-governance']) {
      for (const [who, by] of Object.entries(outsiders)) {
        const answer = await by.send('GET', path);
        if (['nobody', 'a forger', 'an agent', 'the owner of the deployment'].includes(who))
          expectThat(`${path} by ${who}`, problemIn(answer).code).toBe(refusalFor(who));
        else expectThat(`${path} by ${who}`, answer.status).toBe(200);
      }
      expect((await incident.send('GET', path)).status).toBe(200);
    }
  });

  it('has a minimum of quality that admins set, and a separation of duties that only the owner of the deployment relaxes', () =>
    recordsNothing(async () => {
      const minimum = { minimumQuality: 0, reason: 'x' };
      const relaxed = { separationOfDuties: 'relaxed', reason: 'x' };
      const graphql = async (by: WritClient, mutation: string) => {
        const query = `mutation { ${mutation} { minimumQuality separationOfDuties } }`;
        const { body } = await by.send<{ errors?: { extensions: { code: string } }[] }>('POST', '/graphql', { query });
        return body.errors?.[0]?.extensions.code;
      };
      const people = { ...outsiders, 'a policy admin': acme.author, 'an incident admin': incident, 'a stranger': rival.admin };
      for (const [who, by] of Object.entries(people)) {
        const isAdmin = ['an admin', 'an owner with other duties', 'a stranger'].includes(who);
        if (!isAdmin) {
          expectThat(who, await code(by, 'POST', '/v1/policy-governance', minimum)).toBe(refusalFor(who));
          expectThat(who, await graphql(by, 'setPolicyGovernance(input: {minimumQuality: 0, reason: "x"})')).toBe(
            refusalFor(who),
          );
        }
        if (who === 'the owner of the deployment') continue;
        expectThat(who, await code(by, 'POST', '/v1/tenants/acme/policy-governance', relaxed)).toBe(refusalFor(who));
        const relax = 'setSeparationOfDuties(tenant: "acme", input: {separationOfDuties: relaxed, reason: "x"})';
        expectThat(who, await graphql(by, relax)).toBe(refusalFor(who));
      }
      for (const tenant of ['nowhere', '_deployment'])
        expect(['NOT_FOUND', 'INVALID_INPUT']).toContain(
          await code(owner, 'POST', `/v1/tenants/${tenant}/policy-governance`, relaxed),
        );
      for (const minimumQuality of [-1, 101, '70', null, Number.NaN])
        expect(await code(acme.admin, 'POST', '/v1/policy-governance', { minimumQuality, reason: 'x' })).toBe('INVALID_INPUT');
    }));
});
