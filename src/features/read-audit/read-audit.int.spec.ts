import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import WebSocket from 'ws';
import { eventually } from '#test/support/conditions';
import { startLiveDeployment, type LiveDeployment, type LiveTenant } from '#test/support/live-deployment';
import { WritClient } from '#test/support/writ-client';

/** The routes of the published contract, with the kinds of credentials each takes. */
function describedRoutes(): { path: string; method: string; security: string[] }[] {
  const file = new URL('../../../../docs/reference/api/openapi.json', import.meta.url);
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, Record<string, { security?: Record<string, unknown>[] }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security = [] }]) => ({ path, method, security: security.flatMap(Object.keys) })),
  );
}

describe('what operators look at', () => {
  let writ: LiveDeployment;
  let acme: LiveTenant;
  let operator: WritClient;
  beforeAll(async () => {
    writ = await startLiveDeployment();
    acme = await writ.addTenant('acme');
    operator = new WritClient(writ.url, acme.operator);
  });
  afterAll(() => writ.close());

  const reads = async (tenant = acme.id) =>
    (await writ.store.readLedger(tenant, 1, 1_000))
      .filter(({ type }) => type === 'OperatorRead')
      .map(({ data }) => [data['operation'], data['input']]);
  const turn = (to: 'recorded' | 'unrecorded') => operator.post('/v1/read-audit', { reads: to, reason: 'asked for' });
  /** Only what is recorded while `work` runs. */
  async function recordedDuring(work: () => Promise<unknown>): Promise<unknown[]> {
    const known = (await reads()).length;
    await work();
    return (await reads()).slice(known);
  }
  async function subscribed(): Promise<void> {
    const socket = new WebSocket(`${writ.url.replace('http', 'ws')}/v1/stream`, {
      headers: { authorization: `Bearer ${acme.operator}` },
    });
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    const told = new Promise<void>((resolve) => {
      socket.on('message', (data) => (data as Buffer).includes('"event"') && resolve());
    });
    socket.send(JSON.stringify({ type: 'subscribe', id: 's', after: 0 }));
    await told;
    socket.terminate();
  }

  it('is not recorded before an owner wants it', async () => {
    expect(await operator.get('/v1/read-audit')).toStrictEqual({ reads: 'unrecorded' });
    expect(await recordedDuring(() => operator.get('/v1/agents'))).toStrictEqual([]);
    const viewer = new WritClient(writ.url, acme.viewer);
    const refused = await viewer.refused('POST', '/v1/read-audit', { reads: 'recorded', reason: 'x' });
    expect([refused.status, refused.code]).toStrictEqual([403, 'FORBIDDEN']);
  });

  it('is an event then, by whatever way it was asked for', async () => {
    expect(((await turn('recorded')) as { reads: string }).reads).toBe('recorded');
    const found = await recordedDuring(async () => {
      await operator.get('/v1/agents?limit=7');
      await operator.post('/graphql', { query: '{ policy(id: "gate") { id } }' });
      await operator.get('/v1/ledger/head');
      await operator.get('/v1/ledger/events?from=1&limit=1');
      await operator.get('/v1/ledger/verify?from=1&to=2');
      await fetch(`${writ.url}/v1/ledger/export?from=1&to=2`, { headers: { authorization: `Bearer ${acme.operator}` } }).then(
        (r) => r.text(),
      );
      await subscribed();
    });
    expect(found).toStrictEqual([
      ['agents', { limit: 7 }],
      ['policy', { id: 'gate' }],
      ['ledgerHead', {}],
      ['ledgerEvents', { from: 1, limit: 1 }],
      ['ledgerVerification', { from: 1, to: 2 }],
      ['ledgerExport', { from: 1, to: 2 }],
      ['streamSubscription', { channels: ['ledger'], after: 0 }],
    ]);
    const [event] = (await writ.store.readLedger(acme.id, 1, 1_000)).filter(({ type }) => type === 'OperatorRead');
    expect(event?.actor.kind).toBe('user');
    expect(event?.stream).toBe(`operator-reads/${event?.actor.id}`);
  });

  it('is an event for every operation that shows something to an operator, over REST and over GraphQL', async () => {
    const routes = describedRoutes().filter(
      // That one is for the owner of the deployment.
      ({ path, method, security }) => path !== '/v1/tenants' && method === 'get' && security.includes('operatorToken'),
    );
    expect(routes.length).toBeGreaterThan(20);
    for (const { path } of routes) {
      const at = path.replace('{revision}', '1').replace(/\{\w+\}/g, path.startsWith('/v1/tenants') ? acme.id : 'gate');
      const id = '01a2244a-fa43-701b-baee-8bcc735e351e';
      const asked = at.endsWith('/diff')
        ? `${at}?against=1`
        : at.replace(/^\/v1\/(decisions|approvals|limits|webhooks|incidents|replays|shadows)\/gate(?=\/|$)/, `/v1/$1/${id}`);
      const found = await recordedDuring(() => operator.send('GET', asked));
      expectThat(path, found).toHaveLength(1);
    }
    const ask = (query: string) => operator.send('POST', '/graphql', { query });
    for (const query of [
      '{ agents { edges { cursor } } }',
      '{ readAudit { reads } }',
      '{ ledgerHead { position } }',
      '{ policyGovernance { minimumQuality } }',
    ])
      expectThat(query, await recordedDuring(() => ask(query))).toHaveLength(1);
  });

  it('is an event where something was left out of what was asked for', async () => {
    const socket = new WebSocket(`${writ.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    const told = new Promise<string>((resolve) => {
      socket.on('message', (data) => {
        const text = String(data);
        const query = 'subscription { ledgerEvents { type } }';
        if (text.includes('connection_ack')) socket.send(JSON.stringify({ type: 'subscribe', id: 's', payload: { query } }));
        else resolve(text);
      });
    });
    const found = await recordedDuring(async () => {
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${acme.operator}` } }));
      await eventually('the look is recorded', async () => JSON.stringify((await reads()).at(-1)).includes('ledgerSubscription'));
    });
    expect(found).toStrictEqual([['ledgerSubscription', { categories: null }]]);
    await operator.post('/v1/agents', { name: 'Seen' });
    expect(await told).toMatch(/"next".*"data"/);
    socket.terminate();
  });

  it('is known by its digest alone where it was long, and other tenants and agents leave no trace', async () => {
    const modules = { 'a.rego': `package writ\n# ${'x'.repeat(5_000)}\n` };
    const [found] = (await recordedDuring(() => operator.post('/v1/policy-checks', { modules }))) as [string, unknown][];
    expect(found).toStrictEqual(['checkPolicy', null]);
    const other = await writ.addTenant('other');
    await new WritClient(writ.url, other.operator).get('/v1/agents');
    expect(await reads(other.id)).toStrictEqual([]);
  });

  it('is refused where it cannot be recorded', async () => {
    const database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
    try {
      await database.query('alter function ledger_append rename to ledger_append_away');
      const answer = await operator.refused('GET', '/v1/agents');
      expectThat(`${answer.status}`, answer.status).toBeGreaterThanOrEqual(500);
    } finally {
      await database.query('alter function ledger_append_away rename to ledger_append');
      await database.end();
    }
    await turn('unrecorded');
    expect(await recordedDuring(() => operator.get('/v1/agents'))).toStrictEqual([]);
  });
});
