import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LiveDeployment, LiveTenant } from '#test/support/live-deployment';
import { OperatorTokens } from '#platform/auth/operator-tokens';
import { SigningKeys } from '#platform/auth/signing-keys';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { LiveStream } from './testing/live-stream.js';

let stream: LiveStream;
let live: LiveDeployment;
let tenant: LiveTenant;
let other: LiveTenant;

describe('a connection to /v1/stream', () => {
  beforeAll(async () => {
    stream = await LiveStream.start();
    ({ live, tenant, other } = stream);
  });
  afterEach(() => stream.calm());
  afterAll(() => live.close());

  it('is closed when it does not say in time who it is, or says something else first', async () => {
    stream.limit({ authenticateMs: 20 });
    const silent = await stream.open();
    expect((await silent.closed).code).toBe(4001);
    expect(silent.received.map(({ type, code }) => [type, code])).toStrictEqual([['error', 'UNAUTHENTICATED']]);
    stream.limit({});
    for (const first of [{ type: 'subscribe', id: 'x', channels: ['decisions'] }, { type: 'pong' }]) {
      const hasty = await stream.open();
      hasty.send(first);
      expect((await hasty.closed).code).toBe(4001);
      expect(hasty.received.map(({ code }) => code)).toStrictEqual(['UNAUTHENTICATED']);
    }
    const garbled = await stream.open();
    garbled.send('{');
    expect((await garbled.closed).code).toBe(4001);
  });

  it('takes a token as its first message, and hears what came with it', async () => {
    const client = await stream.open();
    client.send({ type: 'authenticate', token: tenant.operator });
    client.send({ type: 'subscribe', id: 'all', channels: ['ledger'], after: 0 });
    await client.next(({ position }) => position === 1);
    client.send({ type: 'authenticate', token: tenant.operator });
    expect((await client.next(({ type }) => type === 'error')).code).toBe('INVALID_INPUT');
  });

  it('with a token that is wrong, altered or of a revoked key is closed with 4001', async () => {
    const [head, claims, signature] = tenant.operator.split('.') as [string, string, string];
    const forged = Buffer.from(
      JSON.stringify({ ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), tenant: other.id }),
    ).toString('base64url');
    for (const token of ['nonsense', `${head}.${forged}.${signature}`, `${tenant.agentKey.slice(0, -8)}00000000`]) {
      const client = await stream.open(token);
      expect((await client.closed).code).toBe(4001);
      expect(client.received.map(({ type, code }) => [type, code])).toStrictEqual([['error', 'UNAUTHENTICATED']]);
    }
  });

  it('sees its own tenant alone, whatever it asks', async () => {
    const client = await stream.open(other.operator);
    const head = (await live.store.head(other.id)).position;
    client.send({ type: 'subscribe', id: 'all', channels: ['ledger'], after: 0, filter: {} });
    await client.until(() => client.of('event').length === head);
    await stream.append(5, 'foreign');
    client.send({
      type: 'subscribe',
      id: 'mine',
      channels: ['decisions', 'sessions'],
      after: 0,
      filter: { session: 'foreign' },
    });
    client.send({ type: 'subscribe', id: 'again', channels: ['ledger'], after: head - 1 });
    await client.next(({ subscription, position }) => subscription === 'again' && position === head);
    expect(client.of('event').every(({ event }) => (event as { tenant: string }).tenant === other.id)).toBe(true);
    expect(client.of('event')).toHaveLength(head + 1);
    const foreigner = await stream.open(other.agentKey);
    const owner = await stream.open(tenant.agentKey);
    owner.send({ type: 'decide', id: 'd', request: { sessionId: 'foreign', tool: 'read', arguments: {} } });
    const { decisionId } = await owner.next(({ type }) => type === 'decision');
    foreigner.send({ type: 'outcome', id: 'o', decisionId, status: 'succeeded' });
    expect((await foreigner.next(({ id }) => id === 'o')).code).toBe('DECISION_NOT_FOUND');
  });

  it('keeps viewers off the ledger channel and agents off subscriptions, and operators off deciding', async () => {
    const viewer = await stream.open(tenant.viewer);
    viewer.send({ type: 'subscribe', id: 'l', channels: ['ledger'] });
    viewer.send({ type: 'decide', id: 'd', request: { sessionId: 's', tool: 't', arguments: {} } });
    viewer.send({ type: 'subscribe', id: 'default', after: 0 });
    await viewer.until(() => viewer.of('error').length === 2 && viewer.of('event').length > 5);
    expect(viewer.of('error').map(({ id, code }) => [id, code])).toStrictEqual([
      ['l', 'FORBIDDEN'],
      ['d', 'FORBIDDEN'],
    ]);
    expect(JSON.stringify(viewer.received)).not.toMatch(/secretHash/);
    const agent = await stream.open(tenant.agentKey);
    agent.send({ type: 'subscribe', id: 's', channels: ['decisions'] });
    expect((await agent.next(({ type }) => type === 'error')).code).toBe('FORBIDDEN');
  });

  it('refuses messages that are malformed one by one, and ends on one that is too large', async () => {
    const client = await stream.open(tenant.operator);
    const bad = [
      '{',
      '[]',
      'null',
      '"x"',
      '{"type":"nothing","id":"i"}',
      '{"type":"subscribe","id":"u","channels":["everything"]}',
      '{"type":"pong","__proto__":{}}',
      `${'['.repeat(40)}${']'.repeat(40)}`,
    ];
    for (const text of bad) client.send(text);
    client.socket.send(Buffer.from([0xff, 0xfe]));
    await client.until(() => client.of('error').length === bad.length + 1);
    expect(client.of('error').every(({ code, detail }) => code === 'INVALID_INPUT' && typeof detail === 'string')).toBe(true);
    expect(
      client
        .of('error')
        .map(({ id }) => id)
        .filter(Boolean),
    ).toStrictEqual(['i', 'u']);
    client.send(JSON.stringify({ type: 'subscribe', id: 'x'.repeat(1_100_000) }));
    expect((await client.closed).code).toBe(1009);
  });

  it('is pinged, and closed with 4002 when it never answers', async () => {
    stream.limit({ pingMs: 20 });
    const mute = await stream.open(tenant.operator);
    expect((await mute.closed).code).toBe(4002);
    expect(mute.of('ping')).toHaveLength(3);
    const lively = await stream.open(tenant.operator);
    lively.socket.on('message', () => lively.send({ type: 'pong' }));
    await lively.until(() => lively.of('ping').length === 10);
  });

  it('ends when the access token that opened it expires', async () => {
    const app = live.api.app;
    const configuration = { ...app.get<Configuration>(CONFIGURATION, { strict: false }), WRIT_ACCESS_TOKEN_SECONDS: 2 };
    const tokens = new OperatorTokens(app.get(SigningKeys, { strict: false }), configuration);
    const { sub: id = '' } = decodeJwt(tenant.operator);
    const { accessToken } = await tokens.issue({ kind: 'operator', tenant: tenant.id, id, roles: ['owner'] });
    const client = await stream.open(accessToken);
    await stream.followed(client);
    expect(await client.closed).toStrictEqual({ code: 4001, reason: 'the access token has expired' });
    expect(client.of('error')[0]?.code).toBe('UNAUTHENTICATED');
  });

  it('is refused when the tenant has too many', async () => {
    stream.limit({ socketsPerTenant: 2 });
    await stream.followed(await stream.open(tenant.operator));
    await stream.followed(await stream.open(tenant.operator));
    const third = await stream.open(tenant.operator);
    expect((await third.closed).code).toBe(1013);
    expect(third.received[0]?.code).toBe('OVERLOADED');
    await stream.followed(await stream.open(other.operator));
  });
});
