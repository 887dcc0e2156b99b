import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}
interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

describe('an operator', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let elsewhere: string;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    elsewhere = (await writ.startSecondApi()).url;
  });
  afterAll(() => writ.close());

  const idOf = ({ clientId }: { clientId: string }) => clientId.slice(clientId.indexOf('.') + 1);
  const on = (credentials: { clientId: string }, verb: string, tenant = acme.id) =>
    `/v1/tenants/${tenant}/operators/${idOf(credentials)}/${verb}`;
  const signIn = async (credentials: Credentials) =>
    (await owner.send<Tokens>('POST', '/v1/auth/token', credentials)) as { status: number; body: Tokens & { code?: string } };
  const registered = async (roles: readonly string[], tenant = acme.id): Promise<Credentials> => {
    const { clientId, clientSecret } = await writ.registerOperator(owner, tenant, roles);
    return { clientId, clientSecret };
  };
  /** A token of the operator, as known to a replica that has served it. */
  const signedIn = async (credentials: Credentials) => {
    const { body } = await signIn(credentials);
    const here = new (owner.constructor as typeof WritClient)(writ.url, body.accessToken);
    const there = here.at(elsewhere);
    await here.get('/v1/agents');
    await there.get('/v1/agents');
    return { here, there, refreshToken: body.refreshToken };
  };
  const isOut = async (client: WritClient) => (await client.refused('GET', '/v1/agents')).code === 'UNAUTHENTICATED';

  it('that is ended is out at once, everywhere: secret, access tokens and refresh tokens', async () => {
    const credentials = await registered(['viewer']);
    const { here, there, refreshToken } = await signedIn(credentials);
    await acme.operator.post(on(credentials, 'end'), { reason: 'left the company' });
    expect([await isOut(here), await isOut(there)]).toStrictEqual([true, true]);
    expect((await signIn(credentials)).body.code).toBe('SIGN_IN_FAILED');
    expect((await owner.refused('POST', '/v1/auth/token', { refreshToken })).code).toBe('SIGN_IN_FAILED');
    expect((await acme.operator.refused('POST', on(credentials, 'end'), { reason: 'again' })).code).toBe('OPERATOR_ENDED');
  });

  it('with another secret keeps nothing of what came from the first', async () => {
    const credentials = await registered(['viewer']);
    const { here, there, refreshToken } = await signedIn(credentials);
    const rotated = await here.post<Credentials>(on(credentials, 'rotate-secret'));
    expect(rotated.clientId).toBe(credentials.clientId);
    expect([await isOut(here), await isOut(there)]).toStrictEqual([true, true]);
    expect((await signIn(credentials)).body.code).toBe('SIGN_IN_FAILED');
    expect((await owner.refused('POST', '/v1/auth/token', { refreshToken })).code).toBe('SIGN_IN_FAILED');
    const again = await signedIn({ clientId: rotated.clientId, clientSecret: rotated.clientSecret });
    const renewed = await owner.post<Tokens>('/v1/auth/token', { refreshToken: again.refreshToken });
    await new (owner.constructor as typeof WritClient)(writ.url, renewed.accessToken).get('/v1/agents');
  });

  it('has other roles from the next request on, with the token it has', async () => {
    const credentials = await registered(['viewer']);
    const { here, there } = await signedIn(credentials);
    expect((await here.refused('POST', '/v1/agents', { name: 'x' })).code).toBe('FORBIDDEN');
    const roles = { roles: ['admin'], reason: 'more to do' };
    expect((await acme.operator.post<{ ledger: object | null }>(on(credentials, 'roles'), roles)).ledger).toBeTruthy();
    await here.post('/v1/agents', { name: 'x' });
    await there.post('/v1/agents', { name: 'x' });
    expect((await acme.operator.post<{ ledger: object | null }>(on(credentials, 'roles'), roles)).ledger).toBeNull();
  });

  it('is governed by the owners of its tenant and of the deployment, and for its secret by itself', async () => {
    const [credentials, viewer] = [await registered(['viewer']), await writ.signIn(await registered(['viewer']))];
    const stranger = (await writ.seedTenant(owner)).operator;
    for (const [verb, body] of [
      ['end', { reason: 'x' }],
      ['roles', { roles: ['owner'], reason: 'x' }],
      ['rotate-secret', undefined],
    ] as const) {
      expect((await viewer.refused('POST', on(credentials, verb), body)).code).toMatch(/^(FORBIDDEN|OPERATOR_NOT_FOUND)$/);
      expect((await stranger.refused('POST', on(credentials, verb), body)).code).toBe('OPERATOR_NOT_FOUND');
      expect((await acme.agent.refused('POST', on(credentials, verb), body)).code).toBe('FORBIDDEN');
    }
    await owner.post(on(credentials, 'end'), { reason: 'by the owner of the deployment' });
    const nobody = { clientId: `op_${acme.id}.00000000-0000-4000-8000-000000000000` };
    expect((await acme.operator.refused('POST', on(nobody, 'end'), { reason: 'x' })).code).toBe('OPERATOR_NOT_FOUND');
  });

  it('of the deployment itself can be ended as well, and another owner goes on', async () => {
    const first = await writ.owner();
    await eventually('both owners are listed', async () => (await listed(first, DEPLOYMENT_LEDGER)).operators.length >= 2);
    const { sub } = JSON.parse(Buffer.from(String(first.token?.split('.')[1]), 'base64url').toString()) as { sub: string };
    await owner.post(`/v1/tenants/${DEPLOYMENT_LEDGER}/operators/${sub}/end`, { reason: 'left' });
    expect((await first.refused('GET', `/v1/tenants/${acme.id}`)).code).toBe('UNAUTHENTICATED');
    expect(
      (await acme.operator.refused('POST', `/v1/tenants/${DEPLOYMENT_LEDGER}/operators/${sub}/end`, { reason: 'x' })).code,
    ).toBe('OPERATOR_NOT_FOUND');
  });

  it('is listed with what became of it, over REST and GraphQL', async () => {
    const credentials = await registered(['viewer', 'auditor']);
    await acme.operator.post(on(credentials, 'end'), { reason: 'left' });
    const found = await eventually('the end is listed', async () => {
      const { operators } = await listed(acme.operator, acme.id);
      return operators.find((operator) => operator.id === idOf(credentials) && operator.endedAt !== null);
    });
    expect([found?.clientId, found?.roles]).toStrictEqual([credentials.clientId, ['viewer', 'auditor']]);
    const { data } = await acme.operator.post<{ data: { operators: { edges: { node: { id: string } }[] } } }>('/graphql', {
      query: `{ operators(tenant: "${acme.id}", first: 200) { edges { node { id endedAt } } } }`,
    });
    expect(data.operators.edges.some(({ node }) => node.id === idOf(credentials))).toBe(true);
  });

  async function listed(by: WritClient, tenant: string) {
    const { items } = await by.get<{
      items: { id: string; clientId: string; roles: string[]; endedAt: string | null }[];
    }>(`/v1/tenants/${tenant}/operators?limit=200`);
    return { operators: items };
  }
});
