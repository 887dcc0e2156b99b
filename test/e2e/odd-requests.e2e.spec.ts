import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { goodBodies } from '#test/support/good-bodies';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { sendRaw } from '#test/support/raw-http';
import { problemIn, type Answer, type Decision, type WritClient } from '#test/support/writ-client';

/** What no route takes, those for compressed bodies included. */
const REFUSED_BY_ALL: readonly Record<string, string>[] = [
  { 'content-encoding': 'br' },
  { 'content-type': 'application/json; charset=utf-16' },
];

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}
interface GraphqlAnswer {
  readonly data?: object | null;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
}

describe('an odd request', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let decision: Decision;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
    decision = await acme.agent.decide('s-1', 'pay');
  });
  afterAll(() => writ.close());

  const send = (
    caller: WritClient | undefined,
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string | Uint8Array,
  ): Promise<Answer<unknown>> =>
    sendRaw(writ.url, {
      method,
      path,
      ...(body !== undefined && { body }),
      headers: { ...(caller && { authorization: `Bearer ${caller.token}` }), ...headers },
    });
  const graphql = async (query: string, headers: Record<string, string> = {}): Promise<Answer<GraphqlAnswer>> =>
    (await send(
      acme.operator,
      'POST',
      '/graphql',
      { 'content-type': 'application/json', ...headers },
      JSON.stringify({ query }),
    )) as Answer<GraphqlAnswer>;

  describe('with a cursor that no row of the list can have', () => {
    const CURSORS = [
      [0],
      [2 ** 31 - 1],
      [2 ** 31],
      [2 ** 32],
      [2 ** 53 - 1],
      [2 ** 53],
      [2 ** 63],
      [-1],
      [1.5],
      ['1'],
      [1, 2],
      [null],
    ].map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'));

    it('is answered by every list over REST, with a page or a refusal', async () => {
      const { paths } = await owner.get<{ paths: Record<string, Record<string, Operation>> }>('/openapi.json');
      const lists = Object.keys(paths).filter((path) => paths[path]?.get?.parameters?.some(({ name }) => name === 'cursor'));
      expectThat(String(lists), lists.length).toBeGreaterThanOrEqual(7);
      await acme.operator.post('/v1/facts', { name: 'gate', definition: {} });
      for (const list of lists)
        for (const cursor of CURSORS) {
          const path = list.replace(/\{[^}]+\}/, list.startsWith('/v1/tenants/') ? acme.id : 'gate');
          const answers = await Promise.all(
            [acme.operator, owner].map((caller) => send(caller, 'GET', `${path}?cursor=${cursor}`)),
          );
          for (const answer of answers)
            expectThat(`${path} ${cursor} ${answer.status}`, [200, 400, 403]).toContain(answer.status);
          expectThat(
            path,
            answers.some(({ status }) => status !== 403),
          ).toBe(true);
        }
    });

    it('is answered by every list over GraphQL, too', async () => {
      const lists = [
        'agents',
        'controls',
        'decisions',
        'fabricClients',
        'policies',
        'policyKeys',
        'reportedDecisions',
        'sessions',
      ];
      const fields = [...lists.map((list) => `${list}(`), 'policyRevisions(policy: "gate", '];
      for (const cursor of CURSORS)
        for (const field of fields) {
          const text = `{ ${field}first: 1, after: "${cursor}") { edges { cursor } } }`;
          const { body } = await graphql(text);
          const codes = (body.errors ?? []).map(({ extensions }) => extensions.code);
          expectThat(
            `${text} ${JSON.stringify(body)}`,
            codes.every((code) => code === 'INVALID_INPUT'),
          ).toBe(true);
          // The controls of several ledgers stand in one list, whose cursors say which one.
          if (cursor === CURSORS[0] && field !== 'controls(') expectThat(text, codes).toStrictEqual([]);
        }
    });
  });

  it('whose body is compressed or in another charset is UNSUPPORTED_MEDIA_TYPE on every route that does not take it', async () => {
    const compressed: readonly (readonly [Record<string, string>, (text: string) => Uint8Array])[] = [
      [{ 'content-encoding': 'br' }, brotliCompressSync],
      [{ 'content-encoding': 'gzip' }, gzipSync],
      [{ 'content-encoding': 'gzip' }, Buffer.from],
      [{ 'content-encoding': 'identity, br' }, Buffer.from],
      [{ 'content-type': 'application/json; charset=utf-16le' }, (text) => Buffer.from(text, 'utf16le')],
      [{ 'content-type': 'application/json;charset="iso-8859-1"' }, (text) => Buffer.from(text, 'latin1')],
      [{ 'content-type': 'application/json; charset=utf-8; charset=ucs-2' }, Buffer.from],
    ];
    const routes = [
      ...goodBodies(acme, owner, decision),
      { path: '/graphql', caller: acme.operator, body: { query: '{ ledgerHead { chain } }' } },
    ];
    for (const { path, caller, body } of routes)
      for (const [headers, bytes] of compressed) {
        const text = JSON.stringify(body);
        const answer = await send(caller, 'POST', path, { 'content-type': 'application/json', ...headers }, bytes(text));
        expectThat(`${path} ${JSON.stringify(headers)}`, [answer.status, problemIn(answer).code]).toStrictEqual([
          415,
          'UNSUPPORTED_MEDIA_TYPE',
        ]);
      }
    for (const path of ['/v1/opa/logs', '/v1/opa/status'])
      for (const headers of REFUSED_BY_ALL) {
        const answer = await send(acme.agent, 'POST', path, { 'content-type': 'application/json', ...headers }, '[]');
        expectThat(path, problemIn(answer).code).toBe('UNSUPPORTED_MEDIA_TYPE');
      }
    const ask = { sessionId: 's-1', tool: 'pay', arguments: {} };
    for (const [type, encoding] of [
      ['application/json; charset="UTF-8"', 'identity'],
      ['application/json;charset=utf8', 'Identity'],
    ] as const) {
      const headers = { 'content-type': type, 'content-encoding': encoding };
      expect((await send(acme.agent, 'POST', '/v1/decisions', headers, JSON.stringify(ask))).status).toBe(200);
    }
  });

  it('for a subscription over HTTP is refused with the way it goes, not as a fault', async () => {
    for (const accept of ['application/json', 'application/graphql-response+json', 'text/event-stream, */*']) {
      const { status, body } = await graphql('subscription { ledgerEvents { position } }', { accept });
      expectThat(accept, status).toBe(400);
      const [error] = body.errors ?? [];
      expect([error?.extensions.code, 'http' in (error?.extensions ?? {})]).toStrictEqual(['INVALID_INPUT', false]);
      expect(String(error?.extensions.detail)).toMatch(/graphql-ws/);
    }
  });

  it('of a trace is answered with the id of the trace, refused or not, and no other request is', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    const told = (answer: Answer<unknown>) => answer.headers.get('traceresponse') ?? '';
    const read = await send(acme.operator, 'GET', '/v1/agents', headers);
    expect(told(read)).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7|0{16})[0-9a-f]{16}-00$`));
    expect(told(read)).not.toBe(told(await send(acme.operator, 'GET', '/v1/agents', headers)));
    for (const [caller, path, code] of [
      [undefined, '/v1/agents', 'UNAUTHENTICATED'],
      [acme.agent, '/v1/agents', 'FORBIDDEN'],
      [acme.operator, '/v1/nothing', 'NOT_FOUND'],
      [acme.operator, '/v1/agents?limit=0', 'INVALID_INPUT'],
    ] as const) {
      const refused = await send(caller, 'GET', path, headers);
      const problem = problemIn(refused);
      expect([problem.code, (refused.body as { traceId?: string }).traceId]).toStrictEqual([code, traceId]);
      expect(told(refused)).toMatch(new RegExp(traceId));
    }
    const { body, ...graph } = await graphql('{ decision(id: "x") { verdict } }', headers);
    expect(body.errors?.[0]?.extensions.traceId).toBe(traceId);
    expect(told({ ...graph, body })).toMatch(new RegExp(traceId));
    const untraced = await send(undefined, 'GET', '/v1/agents');
    expect([told(untraced), 'traceId' in (untraced.body as object)]).toStrictEqual(['', false]);
    expect(told(await send(acme.operator, 'GET', '/v1/agents', { traceparent: 'nonsense' }))).toBe('');
  });
});
