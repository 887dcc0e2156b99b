import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

interface Page {
  readonly items: readonly Record<string, unknown>[];
}

describe('what comes from outside', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
  });
  afterAll(() => writ.close());

  const head = async () => (await acme.operator.get<{ position: number }>('/v1/ledger/head')).position;
  const refusedAt = async (
    client: WritClient,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => {
    const problem = await client.refused(method, path, body, headers);
    expectThat(`${path} ${String(body)}`, problem.code).toBe('INVALID_INPUT');
    return problem.detail;
  };

  it('has one meaning: a name that stands twice is refused on every road, and nothing is recorded', async () => {
    const at = await head();
    const call = '"sessionId":"twice","tool":"search","arguments":';
    const bodies: [WritClient, string, string, RegExp][] = [
      [acme.agent, '/v1/decisions', `{${call}{},"tool":"delete"}`, /"tool" twice/],
      [acme.agent, '/v1/decisions', `{${call}{"a":{"to":1,"to":2}}}`, /"to" twice.*\/arguments\/a/],
      [acme.agent, '/v1/decisions', `{${call}{"to":1,"t\\u006f":2}}`, /"to" twice/],
      [acme.agent, '/v1/decisions/batch', `[{${call}{}},{${call}{"n":1,"n":1}}]`, /"n" twice.*\/1\/arguments/],
      [acme.agent, `/v1/decisions/${crypto.randomUUID()}/outcome`, '{"status":"failed","status":"succeeded"}', /"status" twice/],
      [acme.operator, '/v1/controls/kill', '{"scope":"tool","target":"a","target":"b","reason":"x"}', /"target" twice/],
      [acme.operator, '/v1/policies/gate/data', '{"summary":"x","data":{"m":1,"m":2}}', /"m" twice/],
      [acme.agent, '/v1/opa/status', '{"labels":{"id":"o"},"bundles":{"p":{"code":"1","code":"2"}}}', /"code" twice/],
      [acme.operator, '/graphql', '{"query":"{ __typename }","variables":{"a":1,"a":2}}', /"a" twice/],
    ];
    for (const [client, path, body, says] of bodies) expectThat(path, await refusedAt(client, 'POST', path, body)).toMatch(says);
    const lines = `{${call}{}}\n\n{${call}{"n":1,"n":2}}`;
    const ndjson = { 'content-type': 'application/x-ndjson' };
    expect(await refusedAt(acme.agent, 'POST', '/v1/decisions/batch', lines, ndjson)).toMatch(/line 3 .*"n" twice/);
    const entry = (more: string) => `{"labels":{"id":"o"},"decision_id":"t","timestamp":"2026-01-01T00:00:00Z"${more}}`;
    const log = `[${entry(',"result":1,"result":2')},${entry(',"input":{"x":1e999}')},${entry(',"metrics":{"x":1e999}')}]`;
    const { body } = await acme.agent.send<{ accepted: number; refused: { index: number; reason: string }[] }>(
      'POST',
      '/v1/opa/logs',
      gzipSync(log),
      { 'content-encoding': 'gzip' },
    );
    expect([body.accepted, body.refused.map(({ index }) => index)]).toStrictEqual([1, [0, 1]]);
    expect(body.refused.map(({ reason }) => reason).join()).toMatch(/"result" twice.*another one/s);
    expect(await head()).toBe(at + 1);
  });

  it('keeps its numbers, or is refused: also literals of GraphQL', async () => {
    const at = await head();
    for (const number of ['1e999', '1e-400', '9007199254740993', '3.14159265358979323846'])
      expect(
        await refusedAt(acme.agent, 'POST', '/v1/decisions', `{"sessionId":"n","tool":"t","arguments":{"sum":${number}}}`),
      ).toMatch(/another one.*\/arguments\/sum/);
    for (const literal of [
      '{ n: 1e999 }',
      '[{ n: [9007199254740993] }]',
      '1e-400',
      '{ n: -1e400 }',
      '{ n: 1, n: 2 }',
      '{ __proto__: 1 }',
    ]) {
      const { errors } = await acme.operator
        .send<{ errors: { extensions: { code: string } }[] }>('POST', '/graphql', {
          query: `mutation { addPolicyData(policy: "gate", input: { summary: "x", data: ${literal} }) { revision } }`,
        })
        .then(({ body }) => body);
      expectThat(literal, errors[0]?.extensions.code).toBe('INVALID_INPUT');
    }
    expect(await head()).toBe(at);
  });

  it('reads all of a GraphQL request or none of it: no variable, member or bare word is passed over', async () => {
    const named = 'query Q($first: Int!) { agents(first: $first) { edges { cursor } } }';
    const data = (literal: string) =>
      `mutation { addPolicyData(policy: "gate", input: { summary: "x", data: ${literal} }) { revision } }`;
    for (const [body, says] of [
      [{ query: named, variables: { first: 1, frist: 2 } }, /variables: the operation declares no "frist"; known here: first/],
      [{ query: '{ __typename }', variables: { a: 1 } }, /declares no "a"/],
      [{ query: '{ __typename }', variabels: { a: 1 } }, /no member "variabels"; did you mean variables/],
      [{ Query: '{ __typename }', query: '{ __typename }' }, /no member "Query"/],
      ...['NaN', '{ n: Infinity }', '[True]', '{ a: undefined }'].map(
        (literal) => [{ query: data(literal) }, /is no JSON value/] as const,
      ),
    ] as const) {
      const answer = await acme.operator.send<{ errors: { message: string; extensions: { code: string } }[] }>(
        'POST',
        '/graphql',
        body,
      );
      const [error] = answer.body.errors;
      expectThat(JSON.stringify(answer.body), [error?.extensions.code, error?.message]).toStrictEqual([
        'INVALID_INPUT',
        expect.stringMatching(says),
      ]);
    }
    const inUrl = '/graphql?query=%7B__typename%7D';
    const headers = { 'content-type': 'application/json' };
    expect((await acme.operator.send('GET', inUrl, undefined, headers)).status).toBe(200);
    expect((await acme.operator.send('GET', `${inUrl}&variabels=%7B%7D`, undefined, headers)).status).toBe(400);
    const good = { query: named, variables: { first: 1 }, operationName: 'Q', extensions: {} };
    expect((await acme.operator.post<{ errors?: unknown }>('/graphql', good)).errors).toBeUndefined();
  });

  it('records texts for people as they came, blanks around them too, and none that is blank', async () => {
    for (const reason of [' padded ', '\u2028 lines \ufeff', '\ttab\n']) {
      const { ledger } = await acme.operator.post<{ ledger: { position: number } }>('/v1/controls/pause', {
        scope: 'tool',
        target: `t-${reason.length}`,
        forLater: true,
        reason,
      });
      const [event] = await writ.store.readLedger(acme.id, ledger.position, 1);
      expect(event?.data['reason']).toBe(reason);
    }
    for (const blank of [' ', '\u2028\u00a0', '\ufeff'])
      for (const [path, body] of [
        ['/v1/controls/pause', { scope: 'tenant', reason: blank }],
        ['/v1/agents', { name: blank }],
        ['/v1/policies', { id: 'blank', name: blank }],
      ] as const)
        expect(await refusedAt(acme.operator, 'POST', path, body)).toMatch(/must not be blank/);
  });

  it('spells numbers in one way, and every parameter is known by name', async () => {
    const cases: [string, RegExp][] = [
      ...['0x1', '1e0', '%201', '+1', '01', '1.0', '%D9%A1', '1_0', '-0', '9'.repeat(40)].map((n): [string, RegExp] => [
        `/v1/policies/gate/revisions/${n}`,
        /revision: /,
      ]),
      ['/v1/ledger/events?from=0x2', /from: /],
      ['/v1/ledger/events?from=', /from: /],
      ['/v1/decisions?limit=1e1', /limit: must be a whole number from 1 to 200/],
      ['/v1/decisions?limit=1&limit=2', /limit: /],
      ['/v1/decisions?limit=true', /limit: /],
      ['/v1/decisions?verdit=DENY', /"verdit".*did you mean verdict/],
      ['/v1/decisions?verdict=deny', /verdict: /],
      ['/v1/decisions?Verdict=DENY', /did you mean verdict/],
      ['/v1/decisions?foo=1', /known here: limit, cursor/],
      ['/v1/controls?limit=5', /"limit"; known here: asOf/],
      ['/v1/policy-governance?limit=5', /takes no parameter "limit"/],
      ['/v1/ledger/head?from=5', /takes no parameter "from"/],
      ['/v1/policies/gate/revisions/1/diff?against=01', /against: /],
      ['/v1/reported-decisions?clientt=x', /did you mean client/],
    ];
    for (const [path, says] of cases) expectThat(path, await refusedAt(acme.operator, 'GET', path)).toMatch(says);
    const body = { sessionId: 's', tool: 't', argumets: {}, arguments: {} };
    expect(await refusedAt(acme.agent, 'POST', '/v1/decisions', body)).toMatch(/"argumets".*did you mean arguments/);
    expect((await fetch(`${writ.url}/healthz?probe=1`)).status).toBe(200);
  });

  it('tells times as instants: any offset of RFC 3339 in filters, and what is none is refused with its name', async () => {
    await acme.agent.decide('times', 'search');
    const plus = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19);
    const listed = async (filter: string) =>
      (await acme.operator.get<Page>(`/v1/decisions?session=times&${filter}`)).items.length;
    await eventually('the decision is listed', async () => (await listed('limit=1')) === 1);
    // An hour ago and in an hour, by clocks far away.
    for (const [filter, found] of [
      [`from=${plus(15)}%2B16:00`, 1],
      [`from=${plus(23)}.5%2B22:00`, 0],
      [`to=${plus(-22)}-21:15`, 0],
      [`to=${plus(-20)}-21:15`, 1],
      [`from=${plus(-1).replace('T', 't')}z`, 1],
    ] as const)
      expectThat(filter, await listed(filter)).toBe(found);
    for (const wrong of [
      '2026-01-01T24:00:00Z',
      '2026-12-31T23:59:60Z',
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59-00:01',
      '2026-02-30T00:00:00Z',
      '2026-01-01T00:00:00',
      '2026-01-01T00:00:00.1234567890Z',
      '2026-01-01T00:00:00%2B24:00',
      '2026-01-01 00:00:00Z',
      'yesterday',
    ])
      for (const path of [`/v1/decisions?from=${wrong}`, `/v1/reported-decisions?to=${wrong}`])
        expectThat(path, await refusedAt(acme.operator, 'GET', path)).toMatch(/^(from|to): /);
    const { data, errors } = await acme.operator.post<{ data: unknown; errors?: unknown }>('/graphql', {
      query: `{ decisions(filter: { from: "2025-03-01T00:00:00+16:00" }) { edges { cursor } }
        reportedDecisions(filter: { to: "2025-03-01T00:00:00-21:15" }) { edges { cursor } } }`,
    });
    expectThat(JSON.stringify(errors), data && !errors).toBeTruthy();
  });

  it('cannot stop a list: what a client reports with a far offset is listed at its instant', async () => {
    const entry = (id: string, timestamp: string) => ({ labels: { id: 'far' }, decision_id: id, timestamp });
    const answer = await acme.agent.post<{ accepted: number; refused: unknown[] }>('/v1/opa/logs', [
      entry('far-1', '2026-03-01T12:00:00+23:59'),
      entry('far-2', '2026-03-01T12:00:00.123456789-18:00'),
      entry('far-3', '2026-12-31T23:59:60Z'),
      entry('far-4', '9999-12-31T23:59:59-23:59'),
    ]);
    expect([answer.accepted, answer.refused.length]).toStrictEqual([2, 2]);
    const listed = async (filter = '') =>
      (await acme.operator.get<Page>(`/v1/reported-decisions?from=2026-02-28T00:00:00Z${filter}`)).items.map(
        (item) => item['decisionId'],
      );
    await eventually('both are listed', async () => (await listed()).length === 2);
    expect(await listed('&to=2026-02-28T12:01:01Z')).toStrictEqual(['far-1']);
    expect(await listed('&to=2026-03-02T06:00:00.123456788Z')).toStrictEqual(['far-1']);
  });

  it('is unpacked whatever the case of its coding, and refused with the list of them', async () => {
    const entry = (id: string) => JSON.stringify([{ labels: { id: 'c' }, decision_id: id, timestamp: '2026-01-01T00:00:00Z' }]);
    for (const [coding, pack] of [
      ['GZIP', gzipSync],
      ['Gzip', gzipSync],
      ['x-gzip', gzipSync],
      ['Identity', Buffer.from],
    ] as const)
      for (const path of ['/v1/opa/logs', '/v1/opa/logs/checkout']) {
        const body = pack(entry(`${coding}-${path}`) as never);
        const { status, body: told } = await acme.agent.send('POST', path, body, { 'content-encoding': coding });
        expectThat(coding, [status, told['accepted']]).toStrictEqual([200, 1]);
      }
    const status = JSON.stringify({ labels: { id: 'c' }, bundles: {} });
    for (const path of ['/v1/opa/status', '/v1/opa/status/checkout'])
      expect((await acme.agent.send('POST', path, gzipSync(status), { 'content-encoding': 'X-GZIP' })).status).toBe(200);
    for (const [path, body, coding, says] of [
      ['/v1/opa/logs', brotliCompressSync(entry('x')), 'br', /gzip .*identity/],
      ['/v1/opa/status', deflateSync(status), 'deflate', /gzip .*identity/],
      ['/v1/decisions', gzipSync('{}'), 'GZIP', /only identity/],
      ['/v1/decisions', brotliCompressSync('{}'), 'br', /only identity/],
    ] as const) {
      const problem = await acme.agent.refused('POST', path, body, { 'content-encoding': coding });
      expect([problem.status, problem.code]).toStrictEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      expect(problem.detail).toMatch(says);
    }
    expect(await refusedAt(acme.agent, 'POST', '/v1/decisions', '\ufeff{}')).toMatch(/byte order mark/);
  });

  it('may name sessions and tools as other systems do, and no two become one', async () => {
    const sessions = [
      'tZk+x0Q=/~7',
      '!room42:chat.example',
      'a/b',
      'a%2Fb',
      'a%2fb',
      'A/B',
      '=1+1',
      `"'<>\\`,
      '?#&',
      '%',
      '~'.repeat(128),
    ];
    for (const session of sessions) await acme.agent.decide(session, 'files..list', { arguments: { session } });
    await acme.agent.decide('dots', '..');
    for (const session of sessions) {
      const path = `/v1/sessions/${encodeURIComponent(session)}`;
      await eventually('it is there', async () => (await acme.operator.send('GET', path)).status === 200);
      expect((await acme.operator.get(path))['id']).toBe(session);
      const { items } = await acme.operator.get<Page>(`/v1/decisions?session=${encodeURIComponent(session)}&tool=files..list`);
      expect(items.map((item) => [item['sessionId'], item['arguments']])).toStrictEqual([[session, { session }]]);
    }
    await acme.operator.post('/v1/controls/kill', { scope: 'session', target: 'a/b', reason: 'x', forLater: true });
    const verdicts = await Promise.all(['a/b', 'a%2Fb', 'A/B'].map((session) => acme.agent.decide(session, 'x')));
    expect(verdicts.map(({ code }) => code === 'KILL_SWITCH')).toStrictEqual([true, false, false]);
    for (const [field, value] of [
      ['sessionId', 'a b'],
      ['sessionId', 'é'],
      ['sessionId', ''],
      ['sessionId', 'x'.repeat(129)],
      ['tool', 'a/b'],
      ['tool', 'a b'],
    ] as const) {
      const body = { sessionId: 's', tool: 't', arguments: {}, [field]: value };
      expect(await refusedAt(acme.agent, 'POST', '/v1/decisions', body)).toMatch(new RegExp(`^${field}: `));
    }
    const kill = { scope: 'tool', target: 'a/b', reason: 'x' };
    expect(await refusedAt(acme.operator, 'POST', '/v1/controls/kill', kill)).toMatch(/^target: /);
  });

  it('says once what it says: a header that came twice is refused', async () => {
    const token = `Bearer ${acme.operator.token}`;
    const status = (headers: string[]) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request(`${writ.url}/v1/ledger/head`, { headers: ['host', 'writ.test', ...headers] }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        sent.on('error', reject).end();
      });
    expect(await status(['authorization', token])).toBe(200);
    expect(await status(['authorization', token, 'Authorization', 'Bearer other'])).toBe(400);
    expect(await status(['authorization', token, 'writ-version', '2026-01-01', 'Writ-Version', '2026-01-01'])).toBe(400);
  });
});
