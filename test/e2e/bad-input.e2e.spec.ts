import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { goodBodies } from '#test/support/good-bodies';
import { HOSTILE, WRONG } from '#test/support/hostile-bodies';
import { HOSTILE_IDS, HOSTILE_QUERIES } from '#test/support/hostile-paths';
import { sendBytes, sendRaw } from '#test/support/raw-http';
import { problemIn, type Answer, type Decision, type Problem, type WritClient } from '#test/support/writ-client';

const DEPLOYMENT = '_deployment';
describe('bad input', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let decision: Decision;
  let heads: unknown[];
  let surprises: number;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
    decision = await acme.agent.decide('s-1', 'pay');
  });
  afterAll(() => writ.close());
  const readHeads = () => Promise.all([acme.id, DEPLOYMENT].map((tenant) => writ.store.head(tenant)));
  const faults = async () => Number(/^writ_faults_total\S* (\d+)/m.exec(String((await owner.send('GET', '/metrics')).body))?.[1]);
  beforeEach(async () => {
    heads = await readHeads();
    surprises = await faults();
  });
  afterEach(async () => {
    expectThat('nothing was recorded', await readHeads()).toStrictEqual(heads);
    expect((await owner.send('GET', '/healthz')).status).toBe(200);
    expectThat('nothing of it was a surprise', await faults()).toBe(surprises);
    expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined();
  });

  const routes = () => goodBodies(acme, owner, decision);
  const post = (caller: WritClient | undefined, path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
    sendRaw(writ.url, {
      method: 'POST',
      path,
      body,
      headers: { 'content-type': 'application/json', ...(caller && { authorization: `Bearer ${caller.token}` }), ...headers },
    });
  const code = (answer: Answer<unknown>, what: string): string => {
    expectThat(
      `${what}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`,
      answer.status >= 400 && answer.status < 500,
    ).toBe(true);
    return problemIn(answer).code;
  };

  it('that is no JSON of a known shape is INVALID_INPUT on every route', async () => {
    for (const { path, caller, needsBody = true } of [...routes(), { path: '/v1/decisions/batch', caller: acme.agent }])
      await Promise.all(
        HOSTILE.map(async ([what, body]) => {
          if (!needsBody && body === '') return;
          const list = path === '/v1/decisions/batch' && body === '[[],[]]';
          const answer = await post(caller, path, body);
          if (list)
            expect((answer.body as { items: Problem[] }).items.map((item) => item.code)).toStrictEqual([
              'INVALID_INPUT',
              'INVALID_INPUT',
            ]);
          else expectThat(`${path} ${what}`, code(answer, `${path} ${what}`)).toBe('INVALID_INPUT');
        }),
      );
  });

  it('in one member is INVALID_INPUT and names it, on every route', async () => {
    for (const { path, caller, body, free = [] } of routes())
      for (const member of Object.keys(body).filter((name) => !free.includes(name)))
        for (const wrong of WRONG) {
          const allowed =
            path === '/v1/auth/token'
              ? ['INVALID_INPUT', 'SIGN_IN_FAILED']
              : ['INVALID_INPUT', 'POLICY_INVALID', 'CONTROL_TARGET_INVALID', 'WEBHOOK_TARGET_INVALID', 'INVARIANT_MALFORMED'];
          // Some of the values are fine somewhere: an empty error, a number of milliseconds, no tags or labels.
          const fine =
            (member === 'error' && wrong === '') ||
            (['name', 'reason', 'says', 'summary', 'comment', 'error', 'owner'].includes(member) && wrong === '\0') ||
            ([
              'durationMs',
              'overlapSeconds',
              'minimumQuality',
              'basedOn',
              'supersedes',
              'revision',
              'from',
              'position',
              'seconds',
              'uses',
              'limit',
              'windowSeconds',
              'listed',
              'share',
            ].includes(member) &&
              wrong === 5) ||
            (member === 'supersedes' && wrong === null) ||
            (path === '/v1/invariants' && member === 'parameters' && JSON.stringify(wrong) === '{}') ||
            (['tags', 'labels', 'returns', 'triggers'].includes(member) &&
              JSON.stringify(wrong) === (member === 'labels' && path === '/v1/agents' ? '{}' : '[]'));
          if (fine) continue;
          const answer = await post(caller, path, JSON.stringify({ ...body, [member]: wrong }));
          expectThat(`${path} ${member}: ${(answer.body as Problem).code}`, allowed).toContain(
            code(answer, `${path} ${member} ${JSON.stringify(wrong).slice(0, 40)}`),
          );
        }
  });

  it('with a member too many or too few is INVALID_INPUT, on every route', async () => {
    const optional = [
      'requestId',
      'context',
      'prompt',
      'durationMs',
      'labels',
      'error',
      'tags',
      'parentSessionId',
      'entrypoint',
      'target',
      'basedOn',
      'comment',
      'from',
      'supersedes',
      'approvalToken',
      'until',
      'returns',
      'owner',
      'risk',
      'argumentSchema',
      'overlapSeconds',
    ];
    const optionalInExceptions = ['session', 'agent', 'tool', 'rule', 'uses'];
    for (const { path, caller, body } of routes()) {
      for (const extra of ['unknown', 'tenant', 'actor', 'constructor', 'toString', ''])
        expect(code(await post(caller, path, JSON.stringify({ ...body, [extra]: 'x' })), `${path} ${extra}`)).toBe(
          'INVALID_INPUT',
        );
      for (const missing of Object.keys(body).filter(
        (name) =>
          !optional.includes(name) &&
          !(name === 'id' && /sessions$|agents$/.test(path)) &&
          !(path === '/v1/tools/import' && name === 'class') &&
          path !== '/v1/quarantine' &&
          path !== '/v1/replays' &&
          !path.endsWith('dossier') &&
          !(path === '/v1/invariants' && name !== 'name') &&
          !(path === '/v1/shadows' && name !== 'candidate') &&
          !(/incidents.*assign$/.test(path) && name === 'to') &&
          !(path === '/v1/exceptions' && optionalInExceptions.includes(name)),
      ))
        expect(
          code(await post(caller, path, JSON.stringify({ ...body, [missing]: undefined })), `${path} without ${missing}`),
        ).toBe('INVALID_INPUT');
    }
  });

  it('larger than 1 MiB is BODY_TOO_LARGE on every route, also without a length', async () => {
    const large = `{"a":"${'x'.repeat(1_048_577 - 8)}"}`;
    expect(large).toHaveLength(1_048_577);
    for (const { path, caller } of [...routes(), { path: '/v1/decisions/batch', caller: acme.agent }]) {
      const answer = await post(caller, path, large);
      expect([answer.status, code(answer, path)]).toStrictEqual([413, 'BODY_TOO_LARGE']);
    }
    const head = `POST /v1/decisions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${acme.agent.token}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n`;
    const chunk = `${(65_536).toString(16)}\r\n${' '.repeat(65_536)}\r\n`;
    expect(await sendBytes(writ.url, `${head}${chunk.repeat(17)}0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 [^]*BODY_TOO_LARGE/);
  });

  it('in a batch of ten thousand is INVALID_INPUT as a whole', async () => {
    const items = Array.from({ length: 10_000 }, () => ({ sessionId: 's-9', tool: 'pay', arguments: {} }));
    expect(code(await post(acme.agent, '/v1/decisions/batch', JSON.stringify(items)), 'batch')).toBe('INVALID_INPUT');
    const ndjson = items.map((item) => JSON.stringify(item)).join('\n');
    for (const body of [ndjson, '{"a":1}\n{', '', '\n\n', Buffer.from([0xff, 0x0a])])
      expect(
        code(await post(acme.agent, '/v1/decisions/batch', body, { 'content-type': 'application/x-ndjson' }), 'ndjson'),
      ).toBe('INVALID_INPUT');
  });

  it('of another content type is UNSUPPORTED_MEDIA_TYPE', async () => {
    const body = JSON.stringify({ sessionId: 's-9', tool: 'pay', arguments: {} });
    for (const type of [
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/jsonx',
      'x',
      'application/json/../x',
      'text/json',
    ])
      expectThat(
        type,
        await post(acme.agent, '/v1/decisions', body, { 'content-type': type }).then((answer) => [
          answer.status,
          code(answer, type),
        ]),
      ).toStrictEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const untyped = await sendRaw(writ.url, {
      method: 'POST',
      path: '/v1/decisions',
      body,
      headers: { authorization: `Bearer ${acme.agent.token}` },
    });
    expect(['UNSUPPORTED_MEDIA_TYPE', 'INVALID_INPUT']).toContain(code(untyped, 'no type'));
    expect(
      code(
        await post(acme.agent, '/v1/decisions', body, { 'content-encoding': 'gzip', 'content-type': 'application/x-ndjson' }),
        'ndjson',
      ),
    ).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  it('as a method is METHOD_NOT_ALLOWED where the path exists and NOT_FOUND elsewhere', async () => {
    for (const [method, path] of [
      ['PUT', '/v1/decisions'],
      ['DELETE', '/v1/agents'],
      ['PATCH', '/v1/policies/gate'],
      ['GET', '/v1/controls/kill'],
      ['POST', '/v1/ledger/head'],
      ['DELETE', `/v1/decisions/${decision.decisionId}`],
      ['OPTIONS', '/v1/decisions'],
      ['POST', '/healthz'],
      ['POST', '/'],
    ] as const) {
      const answer = await sendRaw(writ.url, { method, path, headers: { authorization: `Bearer ${acme.operator.token}` } });
      expectThat(`${method} ${path}`, [answer.status, code(answer, `${method} ${path}`)]).toStrictEqual([
        405,
        'METHOD_NOT_ALLOWED',
      ]);
    }
    for (const path of [
      '/v1',
      '/v1/',
      '/v1/nothing',
      '/v2/decisions',
      '/v1/decisions/x/y/z',
      '//v1/decisions',
      '/v1/decisions/',
    ]) {
      const answer = await sendRaw(writ.url, {
        method: 'POST',
        path,
        headers: { authorization: `Bearer ${acme.operator.token}` },
      });
      expectThat(path, [answer.status, code(answer, path)]).toStrictEqual([404, 'NOT_FOUND']);
    }
  });

  it('as an id is a problem with a code, wherever it stands', async () => {
    const paths = [
      (id: string) => `/v1/decisions/${id}`,
      (id: string) => `/v1/policies/${id}`,
      (id: string) => `/v1/policies/gate/revisions/${id}`,
      (id: string) => `/v1/tenants/${id}`,
      (id: string) => `/v1/sessions/${id}`,
    ];
    const posts = [
      (id: string) => `/v1/agents/${id}/keys/rotate`,
      (id: string) => `/v1/policies/${id}/revisions/1/publish`,
      (id: string) => `/v1/policies/gate/revisions/${id}/publish`,
    ];
    for (const id of HOSTILE_IDS) {
      for (const path of paths) await get(path(id));
      for (const path of posts)
        code(
          await sendRaw(writ.url, {
            method: 'POST',
            path: path(id),
            headers: { authorization: `Bearer ${acme.operator.token}` },
          }),
          path(id),
        );
      code(await post(acme.agent, `/v1/decisions/${id}/outcome`, '{"status":"succeeded"}'), id);
      code(
        await sendRaw(writ.url, {
          method: 'POST',
          path: `/v1/sessions/${id}/close`,
          headers: { authorization: `Bearer ${acme.agent.token}` },
        }),
        id,
      );
    }
    async function get(path: string): Promise<void> {
      code(await sendRaw(writ.url, { method: 'GET', path, headers: { authorization: `Bearer ${acme.operator.token}` } }), path);
    }
  });

  it('in a query is INVALID_INPUT', async () => {
    for (const path of HOSTILE_QUERIES) {
      const answer = await sendRaw(writ.url, {
        method: 'GET',
        path,
        headers: { authorization: `Bearer ${acme.operator.token}` },
      });
      expectThat(path, code(answer, path)).toBe('INVALID_INPUT');
    }
  });

  describe('in headers', () => {
    const get = (headers: Record<string, string | string[]>, path = '/v1/ledger/head') =>
      sendRaw(writ.url, { method: 'GET', path, headers: { authorization: `Bearer ${acme.operator.token}`, ...headers } });

    it('is UNSUPPORTED_VERSION for a version nobody speaks, with the list, also on errors', async () => {
      for (const version of ['2020-01-01', 'latest', '', '2026-11-01, 2026-11-01']) {
        const problem = problemIn(await get({ 'writ-version': version }, '/v1/nothing'));
        expect([problem.code, problem.status]).toStrictEqual(['UNSUPPORTED_VERSION', 400]);
        expect(Array.isArray(problem['supported'])).toBe(true);
      }
      expect((await get({ 'writ-version': '2026-11-01' })).status).toBe(200);
    });

    it('is replaced when it is a request id nobody should see again', async () => {
      for (const id of ['x'.repeat(129), 'a b', '<script>', 'é'.normalize('NFC')]) {
        const { status, headers } = await get({ 'x-request-id': Buffer.from(id).toString('latin1') });
        expect(status).toBe(200);
        expect(headers.get('x-request-id') ?? '').toMatch(/^[0-9a-f-]{36}$/);
      }
      expect((await get({ 'x-request-id': 'mine' })).headers.get('x-request-id')).toBe('mine');
    });

    it('is UNAUTHENTICATED for a credential that is none', async () => {
      for (const authorization of [
        '',
        'Bearer',
        'Bearer ',
        'Basic dTpw',
        `Bearer ${'x'.repeat(5_000)}`,
        'Bearer a b',
        `Bearer ${acme.operator.token} x`,
        'bearer\u00a0x',
        'Bearer wrk_',
        'Bearer null',
        `Bearer ${acme.agent.token}0`,
      ]) {
        const answer = await get({ authorization: Buffer.from(authorization).toString('latin1') });
        expectThat(authorization, [answer.status, problemIn(answer).code, answer.headers.get('www-authenticate')]).toStrictEqual([
          401,
          'UNAUTHENTICATED',
          'Bearer',
        ]);
      }
    });

    it('is answered with a problem document even when it is no HTTP', async () => {
      const rest = 'host: x\r\nconnection: close\r\n';
      const broken: [string, RegExp][] = [
        [`GET / HTTP/1.1\r\n${rest}x: ${'y'.repeat(100_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
        [`GET /\u0001 HTTP/1.1\r\n${rest}\r\n`, /^HTTP\/1\.1 400 /],
        [`NONSENSE\r\n\r\n`, /^HTTP\/1\.1 400 /],
        [
          `POST /v1/decisions HTTP/1.1\r\n${rest}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
          /^HTTP\/1\.1 400 /,
        ],
        [`POST /v1/decisions HTTP/1.1\r\n${rest}content-length: -1\r\n\r\n`, /^HTTP\/1\.1 400 /],
      ];
      for (const [bytes, status] of broken) {
        const answer = await sendBytes(writ.url, bytes);
        expectThat(bytes.slice(0, 40), answer).toMatch(status);
        expectThat(answer.slice(0, 300), answer).toMatch(/content-type: application\/problem\+json/i);
        const problem = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Problem;
        expect(problem.code).toBe('INVALID_INPUT');
        expect(problem.requestId.length).toBeGreaterThan(0);
      }
    });
  });
});

describe('odd input that is fine', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    acme = await writ.seedTenant(await writ.owner());
  });
  afterAll(() => writ.close());

  it('is decided and recorded: NUL, odd names, a malformed traceparent, a charset', async () => {
    const body = { sessionId: 's', tool: 'pay', arguments: { 'nul\0': ['\0', { constructor: 'x', toString: 1 }] } };
    const { decisionId } = await acme.agent.post<Decision>('/v1/decisions', body, {
      traceparent: 'nonsense',
      'content-type': 'application/json; charset=utf-8',
    });
    const event = await writ.store.readEvent(acme.id, decisionId);
    expect((event?.data as { input: { arguments: unknown } }).input.arguments).toStrictEqual(body.arguments);
    expect(event?.trace).toBeNull();
  });
});
