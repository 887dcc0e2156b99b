import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient } from '#test/support/writ-client';

const schema = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };

describe('the catalogue of tools', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let other: string;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    other = (await writ.startSecondApi()).url;
  });
  beforeEach(async () => {
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'open', always('ALLOW'));
  });
  afterAll(() => writ.close());

  const describeTool = (name: string, more: object = {}) =>
    acme.operator.post<{ version: number; changed: string[]; ledger: { position: number } | null }>('/v1/tools', {
      name,
      class: 'read',
      argumentSchema: schema,
      ...more,
    });
  const decide = async (tool: string, given: object, at = writ.url) => {
    const { verdict, code, rule, reason } = await acme.agent.at(at).decide('s-1', tool, { arguments: given });
    return verdict === 'ALLOW' ? code : { verdict, code, rule, reason };
  };
  const unknown = (tool: string) => ({
    verdict: 'DENY',
    code: 'UNKNOWN_TOOL',
    rule: 'writ.tools.unknown',
    reason: `the catalogue has no tool ${tool}`,
  });

  it('changes nothing for a tenant that has none', async () => {
    expect(await decide('whatever', { id: 5 })).toBe('ALLOWED');
  });

  it('is in effect with the next decision on every API, whatever that remembers', async () => {
    for (const at of [writ.url, other]) expect(await decide('run', {}, at)).toBe('ALLOWED');
    await describeTool('get');
    for (const at of [other, writ.url]) {
      expect(await decide('run', {}, at)).toStrictEqual(unknown('run'));
      expect(await decide('get', { id: 'x' }, at)).toBe('ALLOWED');
      expect(await decide('get', { id: 5 }, at)).toStrictEqual({
        verdict: 'DENY',
        code: 'ARGUMENTS_DO_NOT_FIT',
        rule: 'writ.tools.arguments',
        reason: 'arguments/id must be string',
      });
    }
    await acme.operator.at(other).send('DELETE', '/v1/tools/get');
    expectThat('an empty catalogue is none', await decide('run', {})).toBe('ALLOWED');
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('takes what a server of MCP lists, in its envelope or without, and not its word for what is harmless', async () => {
    await describeTool('get', { returns: ['PII', 'pii'], owner: 'crm', risk: 'low' });
    const tools = [
      { name: 'get', description: 'gets', inputSchema: { type: 'object' } },
      { name: 'wipe', inputSchema: schema, annotations: { readOnlyHint: true, destructiveHint: false }, _meta: { a: 1 } },
    ];
    const first = await acme.operator.post('/v1/tools/import', { jsonrpc: '2.0', id: 1, result: { tools, nextCursor: 'x' } });
    expect(first).toMatchObject({ version: 3, changed: ['get', 'wipe'] });
    const { ledger } = (await acme.operator.post('/v1/tools/import', { tools })) as { ledger: unknown };
    expect(ledger).toBeNull();
    const { position } = await writ.store.head(acme.id);
    const { items } = await acme.operator.get<{ items: object[] }>('/v1/tools', { 'writ-min-position': String(position) });
    expect(items).toMatchObject([
      { name: 'wipe', class: 'exec', returns: [], owner: null, risk: 'medium', argumentSchema: schema, version: 3 },
      { name: 'get', class: 'read', returns: ['pii'], owner: 'crm', risk: 'low', argumentSchema: { type: 'object' }, version: 2 },
    ]);
    const { items: read } = await acme.operator.get<{ items: object[] }>('/v1/tools?class=read');
    expect(read).toMatchObject([{ name: 'get' }]);
  });

  it('does not take a schema that cannot be used, and says which', async () => {
    const tools = [
      { name: 'fine', inputSchema: schema },
      { name: 'remote', inputSchema: { $ref: 'https://example.com/x.json' } },
    ];
    const { status, code, detail } = await acme.operator.refused('POST', '/v1/tools/import', { tools });
    expect([status, code, detail]).toStrictEqual([
      400,
      'ARGUMENT_SCHEMA_INVALID',
      'remote: $ref "https://example.com/x.json" is nothing in this schema',
    ]);
    const { items } = await acme.operator.get<{ items: object[] }>('/v1/tools');
    expect(items).toStrictEqual([]);
    for (const body of [{}, { tools, result: { tools } }, { tools: [] }, { tools: [{ name: 'a b' }] }, { result: {} }])
      expect((await acme.operator.refused('POST', '/v1/tools/import', body)).code).toBe('INVALID_INPUT');
    expect((await acme.operator.refused('DELETE', '/v1/tools/none')).code).toBe('TOOL_NOT_FOUND');
  });

  it('is for policy admins to write and for every operator to read', async () => {
    const viewer = await writ.signIn(await writ.registerOperator(owner, acme.id, ['viewer']));
    const body = { name: 'get', class: 'read' };
    expect((await viewer.refused('POST', '/v1/tools', body)).status).toBe(403);
    expect((await acme.agent.refused('POST', '/v1/tools', body)).status).toBe(403);
    expect((await new WritClient(writ.url).refused('POST', '/v1/tools', body)).status).toBe(401);
    expect(await viewer.get('/v1/tools')).toMatchObject({ items: [] });
  });

  it('is denied to by nothing that lifts: neither approval nor exception', async () => {
    await describeTool('get');
    const second = await writ.signIn(await writ.registerOperator(owner, acme.id, ['viewer', 'approval_admin']));
    for (const rule of ['writ.tools.unknown', undefined]) {
      const asked = { tool: 'run', seconds: 600, reason: 'x', ...(rule === undefined ? {} : { rule }) };
      const { id } = await acme.operator.post<{ id: string }>('/v1/exceptions', asked);
      await second.post(`/v1/exceptions/${id}/approve`);
    }
    expect(await decide('run', {})).toStrictEqual(unknown('run'));
  });

  it('shows in GraphQL as it does over REST', async () => {
    const said = await acme.operator.post<{ data?: Record<string, unknown>; errors?: unknown }>('/graphql', {
      query: `mutation($as: DescribeToolInput!) { describeTool(input: $as) { version changed } }`,
      variables: { as: { name: 'get', class: 'read', returns: ['pii'], argumentSchema: schema } },
    });
    expectThat(JSON.stringify(said.errors), said.data).toStrictEqual({ describeTool: { version: 1, changed: ['get'] } });
  });
});
