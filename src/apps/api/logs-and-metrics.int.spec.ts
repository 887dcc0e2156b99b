import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { scan } from '#libs/detectors';
import { parseJson } from '#libs/exact-json';
import type { Json } from '#libs/event-sourcing';
import { expectThat, skipWhen } from '#libs/testing';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { TrustedProxies } from '#platform/http/requests/trusted-proxies';
import { eventually } from '#test/support/conditions';
import { always, publishPolicy, RunningWrit, TEST_SECRET, type SeededTenant } from '#test/support/running-writ';
import { WritClient } from '#test/support/writ-client';
import { startApi, type RunningApi } from './start-api.js';
import { createLogger } from '#platform/telemetry/logging';

type Line = Readonly<Record<string, unknown>>;

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const promtool = process.env['PROMTOOL_BIN'] ?? resolve('node_modules/.cache/go-tools', 'promtool');
const noPromtool = existsSync(promtool) ? false : 'promtool is not here: `npm run go:tools` installs it with Go';

describe('what a deployment tells its operators', () => {
  let writ: RunningWrit;
  let api: RunningApi;
  let owner: WritClient;
  let acme: SeededTenant;
  const written: string[] = [];
  beforeAll(async () => {
    writ = await RunningWrit.start({ env: { WRIT_LOG_LEVEL: 'silent' } });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
    const trustedProxies = new TrustedProxies(['127.0.0.1', '10.0.0.0/8']);
    const configuration = { ...writ.configuration, WRIT_LOG_LEVEL: 'trace', trustedProxies } as const;
    api = await startApi(configuration, { write: (line) => void written.push(line) });
  });
  afterAll(async () => {
    await api.close();
    await writ.close();
  });
  beforeEach(() => void written.splice(0));

  const lines = (): Line[] => written.map((line) => parseJson(line) as Line);
  /** An answer leaves before its line is written. */
  const lineOf = (requestId: string): Promise<Line> =>
    eventually(`the line of ${requestId}`, () =>
      lines().find((line) => line['requestId'] === requestId && 'route' in line),
    ) as Promise<Line>;
  const operatorOf = (clientId: string): string => clientId.slice(clientId.indexOf('.') + 1);
  const anyone = (): WritClient => new WritClient(api.url);
  const signIn = (clientSecret: string, clientId = acme.credentials.clientId, requestId = 'sign-in') =>
    anyone().send('POST', '/v1/auth/token', { clientId, clientSecret }, { 'x-request-id': requestId });
  const metric = async (name: string): Promise<string> => {
    const text = await (await fetch(`${api.url}/metrics`)).text();
    return text.split('\n').find((line) => line.startsWith(name)) ?? '';
  };

  it('has one line for each request, with who asked for what, how it ended, how long it took and from where', async () => {
    const ask = (client: WritClient, method: string, path: string, requestId: string, body?: unknown) =>
      client.at(api.url).send(method, path, body, { 'x-request-id': requestId, traceparent: TRACE });
    const wanted: [string, WritClient, string, string, unknown, Line][] = [
      [
        'r-operation',
        acme.operator,
        'GET',
        '/v1/agents',
        undefined,
        { level: 'info', operation: 'agents', code: 'OK', status: 200 },
      ],
      [
        'r-decision',
        acme.agent,
        'POST',
        '/v1/decisions',
        { sessionId: 's', tool: 'pay', arguments: {} },
        { level: 'info', operation: 'decide', code: 'ALLOWED', actor: 'agent/agent-1' },
      ],
      [
        'r-role',
        acme.agent,
        'GET',
        '/v1/agents',
        undefined,
        { level: 'warn', code: 'FORBIDDEN', status: 403, msg: 'refused for its role' },
      ],
      [
        'r-nobody',
        new WritClient(api.url),
        'GET',
        '/v1/agents',
        undefined,
        { level: 'warn', code: 'UNAUTHENTICATED', status: 401 },
      ],
      [
        'r-none',
        acme.operator,
        'GET',
        '/v1/sessions/nobody',
        undefined,
        { level: 'info', code: 'SESSION_NOT_FOUND', status: 404 },
      ],
      [
        'r-graphql',
        acme.operator,
        'POST',
        '/graphql',
        { query: '{ agents { nodes { id } } head { position } }' },
        { level: 'info', code: 'OK' },
      ],
      [
        'r-graphql-role',
        acme.agent,
        'POST',
        '/graphql',
        { query: '{ agents(first: 1) { edges { node { id } } } }' },
        { level: 'warn', code: 'FORBIDDEN', status: 200 },
      ],
      ['r-health', acme.operator, 'GET', '/healthz', undefined, { level: 'debug' }],
    ];
    for (const [id, client, method, path, body, fields] of wanted) {
      await ask(client, method, path, id, body);
      const line = await lineOf(id);
      if (id !== 'r-graphql') expectThat(`${id} ${JSON.stringify(line)}`, line).toMatchObject(fields);
      expectThat(id, line).toMatchObject({ method, traceId: TRACE.slice(3, 35), address: '127.0.0.1', service: 'api' });
      expectThat(id, typeof line['ms']).toBe('number');
      if (client === acme.operator && id !== 'r-health')
        expectThat(id, line).toMatchObject({ tenant: acme.id, actor: `user/${operatorOf(acme.credentials.clientId)}` });
      expectThat(
        `one line of ${id}`,
        lines().filter((other) => other['requestId'] === id && 'route' in other),
      ).toHaveLength(1);
    }
  });

  it('tells who signed in, and who failed to', async () => {
    const actor = `user/${operatorOf(acme.credentials.clientId)}`;
    await signIn(acme.credentials.clientSecret, undefined, 'good');
    expect(await lineOf('good')).toMatchObject({ level: 'info', msg: 'signed in', code: 'OK', tenant: acme.id, actor });
    await signIn('wrong', undefined, 'bad');
    expect(await lineOf('bad')).toMatchObject({
      level: 'warn',
      msg: 'sign-in failed',
      code: 'SIGN_IN_FAILED',
      tenant: acme.id,
      actor,
    });
    await signIn('wrong', 'nonsense', 'odd');
    expect(await lineOf('odd')).toMatchObject({ level: 'warn', msg: 'sign-in failed', code: 'SIGN_IN_FAILED' });
  });

  it('slows thirty wrong secrets in a row, and has them in metric, log and the record of the deployment', async () => {
    const other = await writ.registerOperator(owner, acme.id, ['viewer']);
    const statuses: number[] = [];
    let retryAfter: string | null = null;
    for (let i = 0; i < 30; i += 1) {
      const { status, headers } = await signIn('wrong', other.clientId);
      statuses.push(status);
      retryAfter = headers.get('retry-after') ?? retryAfter;
    }
    expect(statuses.slice(0, 5)).toStrictEqual([401, 401, 401, 401, 401]);
    expectThat(statuses.join(' '), statuses.filter((status) => status === 429).length).toBeGreaterThan(15);
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expectThat('others sign in meanwhile', (await signIn(acme.credentials.clientSecret)).status).toBe(200);
    expect(await metric('writ_sign_ins_total{outcome="SIGN_IN_SLOWED"')).toMatch(/ \d\d$/);
    expect(lines().some(({ msg, failures }) => msg === 'wrong secrets in a row' && failures === 5)).toBe(true);
    const event = await eventually('the record has it', async () => {
      const page = await writ.store.readLedger(DEPLOYMENT_LEDGER, 1, 1_000);
      return page.find(({ type }) => type === 'SignInsSlowed');
    });
    expect(event?.data).toStrictEqual({ tenant: acme.id, operator: operatorOf(other.clientId), failures: 5 });
  });

  it('names the address that a trusted proxy tells, and slows each of its clients apart', async () => {
    // Some balancers tell the port, too, which is another one each time.
    let ports = 0;
    const from = (address: string, requestId: string, clientSecret: string) => {
      const headers = {
        'x-request-id': requestId,
        'x-forwarded-for': `192.0.2.1, ${address}:${50_000 + (ports += 1)}, 10.1.1.1`,
      };
      return anyone().send('POST', '/v1/auth/token', { clientId: acme.credentials.clientId, clientSecret }, headers);
    };
    let status = 0;
    for (let i = 0; i < 8 && status !== 429; i += 1) ({ status } = await from('198.51.100.7', `r-guess-${i}`, 'wrong'));
    expect(status).toBe(429);
    expect((await lineOf('r-guess-0'))['address']).toBe('198.51.100.7');
    expect((await from('198.51.100.8', 'r-other', acme.credentials.clientSecret)).status).toBe(200);
    expect((await lineOf('r-other'))['address']).toBe('198.51.100.8');
  });

  it('holds nothing that proves who somebody is, whatever is logged', async () => {
    const { body } = await signIn(acme.credentials.clientSecret);
    const { accessToken, refreshToken } = body as { accessToken: string; refreshToken: string };
    const secrets = [
      acme.credentials.clientSecret,
      acme.agent.token as string,
      accessToken,
      refreshToken,
      TEST_SECRET,
      'hunter2-of-nobody',
    ];
    const database = 'postgres://writ:hunter2-of-nobody@db.example/writ';
    const pem = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----';
    const logger = createLogger('api', 'trace', { write: (line) => void written.push(line) });
    const cause = Object.assign(new Error(`no answer from ${database} with ${accessToken}`), {
      config: {
        headers: { Authorization: `Bearer ${acme.agent.token as string}` },
        client_secret: acme.credentials.clientSecret,
      },
    });
    logger.error(
      { err: new Error('outer', { cause }), deep: { list: [{ refreshToken }] }, pem, 'x-api-key': refreshToken },
      `told ${acme.agent.token as string}`,
    );
    logger.warn(cause, 'with an error alone');
    logger.info(`connects to ${database} as ${refreshToken}`);
    logger.info({ WRIT_SECRET: TEST_SECRET, clientSecret: acme.credentials.clientSecret }, 'and %s', accessToken);
    await anyone().send('GET', `/v1/agents?token=${accessToken}`, undefined, {
      authorization: `Bearer ${refreshToken}`,
      cookie: refreshToken,
    });
    await new WritClient(api.url, accessToken).send('POST', '/v1/agents', { id: 'x', name: refreshToken, key: acme.agent.token });
    for (const line of written) for (const secret of secrets) expectThat(line, line.includes(secret)).toBe(false);
    const found = lines().flatMap((line) => scan(line as Json).findings);
    expect(found.filter(({ label }) => label === 'access_token' || label === 'private_key')).toStrictEqual([]);
  });

  it('shows the ledger, the pools, the event loop, what runs and how far read models are', async () => {
    await acme.agent.at(api.url).decide('s-metrics', 'pay');
    for (const [name, value] of [
      ['writ_build_info{version="', / 1$/],
      ['writ_ledger_commit_seconds_count', / [1-9]\d*$/],
      ['writ_ledger_batch_events_count', / [1-9]\d*$/],
      ['writ_ledger_appends_waiting', / 0$/],
      ['writ_database_connections{pool="tenants",state="idle"', / \d+$/],
      ['writ_database_waiting{pool="ledger-reads"', / 0$/],
      ['nodejs_eventloop_lag_p99_seconds', / \d/],
      ['writ_http_request_seconds_count', / \d/],
    ] as const)
      expectThat(name, await metric(name)).toMatch(value);
  });

  skipWhen(noPromtool, it)('has metrics in which promtool finds nothing to complain of', async () => {
    const input = await (await fetch(`${api.url}/metrics`)).text();
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'metrics'], { input, encoding: 'utf8' });
    expect([status, stdout + stderr]).toStrictEqual([0, '']);
  });
});
