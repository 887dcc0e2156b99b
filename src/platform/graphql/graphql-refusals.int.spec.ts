import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { getIntrospectionQuery } from 'graphql';
import pg from 'pg';
import { startLiveDeployment, type LiveDeployment, type LiveTenant } from '#test/support/live-deployment';
import { MAX_ALIASES } from './query-limits.js';
import { GraphqlCaller } from './testing/graphql-caller.js';

let live: LiveDeployment;
let caller: GraphqlCaller;
let tenant: LiveTenant;

describe('a refusal of /graphql', () => {
  beforeAll(async () => {
    live = await startLiveDeployment();
    caller = new GraphqlCaller(live.url);
    tenant = await live.addTenant('acme');
  });
  afterAll(() => live.close());

  it('of a subscription sent by POST names the way it goes', async () => {
    expect(await caller.codeOf(tenant.operator, 'subscription { ledgerEvents { position } }')).toBe('INVALID_INPUT');
  });

  it('tells what a problem document tells, with the id of the request', async () => {
    const { errors } = await caller.ask(tenant.viewer, '{ decision(id: "x") { verdict } }', {}, { 'x-request-id': 'mine-1' });
    const { code, status, title, type, requestId, detail } = errors![0]!.extensions;
    expect({ code, status, title, type, requestId }).toStrictEqual({
      code: 'INVALID_INPUT',
      status: 400,
      title: 'Bad Request',
      type: '/docs/refusals#INVALID_INPUT',
      requestId: 'mine-1',
    });
    expect(detail).toBe(errors![0]!.message);
    for (const query of [
      '{',
      '{ nothing }',
      'query ($x: Int!) { agents(first: $x) { edges { cursor } } }',
      '{ agents(first: 201) { edges { cursor } } }',
      '{ agents(after: "x") { edges { cursor } } }',
      'query a { ledgerHead { chain } } query b { ledgerHead { chain } }',
    ]) {
      const answer = await caller.ask(tenant.viewer, query, {}, { 'x-request-id': 'mine-2' });
      expectThat(query, [answer.errors?.[0]?.extensions.code, answer.errors?.[0]?.extensions.requestId]).toStrictEqual([
        'INVALID_INPUT',
        'mine-2',
      ]);
    }
  });

  it('tells nothing but an id of a fault', async () => {
    const client = new pg.Client({ connectionString: live.databaseUrl });
    await client.connect();
    await client.query('revoke select on sessions_sessions from writ_app');
    const answer = await caller.ask(tenant.viewer, '{ sessions { edges { cursor } } }');
    await client.query('grant select on sessions_sessions to writ_app');
    await client.end();
    const [error] = answer.errors!;
    expect(error?.extensions.code).toBe('INTERNAL_FAULT');
    expect(typeof error?.extensions.requestId).toBe('string');
    expect(JSON.stringify(answer)).not.toMatch(/sessions_|permission|relation|stack|\.js/);
  });

  it('answers nothing too deep, too wide or too often renamed', async () => {
    const wide = '{ decisions(first: 200) { edges { node { policy { id } outcome { at } ledger { chain } } } } }';
    await caller.told(tenant.viewer, wide);
    const twice = wide.replace(/^\{(.*)\}$/, '{ a: $1 b: $1 c: $1 d: $1 e: $1 }').replaceAll(': ', ':');
    expect(await caller.codeOf(tenant.viewer, twice)).toBe('QUERY_TOO_COSTLY');
    const byVariable = twice.replaceAll('first:200', 'first:$n').replace(/^/, 'query ($n: Int!) ');
    expect(await caller.codeOf(tenant.viewer, byVariable, { n: 1 })).toBe('QUERY_TOO_COSTLY');
    const aliases = Array.from({ length: MAX_ALIASES + 1 }, (_, index) => `a${index}: chain`).join(' ');
    expect(await caller.codeOf(tenant.viewer, `{ ledgerHead { ${aliases} } }`)).toBe('QUERY_TOO_COSTLY');
    const nested = Array.from(
      { length: 60 },
      (_, index) => `fragment f${index} on LedgerHead { ...f${index + 1} ...f${index + 1} }`,
    ).join(' ');
    const started = performance.now();
    await caller.told(tenant.viewer, `{ ledgerHead { ...f0 } } ${nested} fragment f60 on LedgerHead { chain }`);
    expect(
      await caller.codeOf(
        tenant.viewer,
        '{ ledgerHead { ...a } } fragment a on LedgerHead { ...b } fragment b on LedgerHead { ...a }',
      ),
    ).toBe('INVALID_INPUT');
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await caller.codeOf(tenant.viewer, `{ ledgerHead { chain ${'chain '.repeat(5_000)} } }`)).toBe('INVALID_INPUT');
  });

  it('takes no batches, no forms and no questions about its schema unless configured', async () => {
    const post = (body: string, type: string) =>
      fetch(`${live.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': type, authorization: `Bearer ${tenant.viewer}` },
        body,
      });
    expect((await post('[{"query":"{ ledgerHead { chain } }"}]', 'application/json')).status).toBe(400);
    expect((await post('{"query":"{ ledgerHead { chain } }"}', 'text/plain')).status).toBe(415);
    const byGet = await fetch(`${live.url}/graphql?query=${encodeURIComponent('{ ledgerHead { chain } }')}`, {
      headers: { authorization: `Bearer ${tenant.viewer}` },
    });
    expect(byGet.status).toBe(400);
    // A browser is given GraphiQL where questions about the schema are answered, and nothing elsewhere.
    const inBrowser = (url: string) => fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
    expect((await inBrowser(live.url)).headers.get('content-type')).toMatch(/^text\/html/);
    expect((await caller.told(undefined, getIntrospectionQuery())).__schema).toBeTruthy();
    const closed = await startLiveDeployment({ WRIT_GRAPHQL_INTROSPECTION: 'false' });
    const stranger = new GraphqlCaller(closed.url);
    const answer = await stranger.ask(undefined, '{ __schema { types { name } } }');
    const guess = await stranger.ask(undefined, '{ ledgerHeat { chain } }');
    const page = await inBrowser(closed.url);
    await closed.close();
    expect(page.status).toBe(400);
    expect(answer.errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
    expect(JSON.stringify(guess)).not.toMatch(/ledgerHead/);
  });
});
