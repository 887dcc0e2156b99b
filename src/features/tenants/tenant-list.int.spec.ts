import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

interface Listed {
  readonly items: readonly { readonly id: string; readonly name: string; readonly state: string }[];
  readonly nextCursor: string | null;
}

describe('the list of tenants', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    for (const name of ['b', 'c', 'd', 'e']) await owner.post('/v1/tenants', { id: `tenant-of-${name}`, name: `Of ${name}` });
  });
  afterAll(() => writ.close());

  const states = async () =>
    Object.fromEntries((await owner.get<Listed>('/v1/tenants')).items.map(({ id, state }) => [id, state]));

  it('has all of them, oldest first, page by page, over REST and GraphQL', async () => {
    const { items } = await owner.get<Listed>('/v1/tenants');
    expect(items.map(({ id }) => id)).toStrictEqual([acme.id, ...['b', 'c', 'd', 'e'].map((name) => `tenant-of-${name}`)]);
    expect(Object.keys(items[1] ?? {}).sort()).toStrictEqual(['createdAt', 'createdBy', 'createdByName', 'id', 'name', 'state']);
    const paged: unknown[] = [];
    for (let path = '/v1/tenants?limit=2'; ;) {
      const page = await owner.get<Listed>(path);
      paged.push(...page.items);
      expectThat(path, page.items.length).toBeLessThanOrEqual(2);
      if (page.nextCursor === null) break;
      path = `/v1/tenants?limit=2&cursor=${page.nextCursor}`;
    }
    expect(paged).toStrictEqual(items);
    const query = '{ tenants(first: 2) { nodes { id state } edges { cursor } pageInfo { hasNextPage endCursor } } }';
    const { data } = await owner.post<{ data: { tenants: { nodes: unknown[]; pageInfo: { endCursor: string } } } }>('/graphql', {
      query,
    });
    expect(data.tenants.nodes).toStrictEqual(items.slice(0, 2).map(({ id, state }) => ({ id, state })));
    const rest = await owner.get<Listed>(`/v1/tenants?cursor=${data.tenants.pageInfo.endCursor}`);
    expect(rest.items).toStrictEqual(items.slice(2));
  });

  it('tells which are stopped as a whole, by whomever', async () => {
    await owner.post('/v1/controls/pause', { scope: 'tenant', target: 'tenant-of-b', reason: 'x' });
    await owner.post('/v1/controls/kill', { scope: 'tenant', target: 'tenant-of-c', reason: 'x' });
    await acme.operator.post('/v1/controls/pause', { scope: 'tenant', reason: 'x' });
    await acme.operator.post('/v1/controls/kill', { scope: 'agent', target: 'agent-1', reason: 'x' });
    expect(await states()).toMatchObject({
      [acme.id]: 'paused',
      'tenant-of-b': 'paused',
      'tenant-of-c': 'killed',
      'tenant-of-d': 'open',
    });
    await owner.post('/v1/controls/kill', { scope: 'global', reason: 'x' });
    expect([...new Set(Object.values(await states()))]).toStrictEqual(['killed']);
    await owner.post('/v1/controls/restore', { scope: 'global', reason: 'x' });
    expect((await states())['tenant-of-d']).toBe('open');
  });

  it('is for the owner of the deployment alone', async () => {
    const answers = [acme.operator, acme.agent].map((caller) => caller.refused('GET', '/v1/tenants'));
    for (const { status, code } of await Promise.all(answers)) expect([status, code]).toStrictEqual([403, 'FORBIDDEN']);
    const { errors } = await acme.operator.post<{ errors: { extensions: { code: string } }[] }>('/graphql', {
      query: '{ tenants { nodes { id } } }',
    });
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
