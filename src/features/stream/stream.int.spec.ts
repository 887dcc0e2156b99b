import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { startLiveDeployment, type LiveDeployment, type LiveTenant } from '#test/support/live-deployment';
import type { NewEvent, RecordedEvent } from '#libs/event-sourcing';
import { newId } from '#libs/event-ids';
import { OperatorTokens } from '#platform/auth/operator-tokens';
import { SigningKeys } from '#platform/auth/signing-keys';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { STREAM_LIMITS } from './limits.js';
import { StreamGateway } from './stream.gateway.js';
import { StreamClient, type Message } from './testing/stream-client.js';

let live: LiveDeployment;
let tenant: LiveTenant;
let other: LiveTenant;
const clients: StreamClient[] = [];

async function open(token?: string): Promise<StreamClient> {
  const client = await StreamClient.open(live.url, token);
  clients.push(client);
  return client;
}

function limit(limits: Partial<typeof STREAM_LIMITS>): void {
  live.api.app.get(StreamGateway, { strict: false }).limits = { ...STREAM_LIMITS, ...limits };
}

/** An event of a session, as nothing but a test would append it: these tests are about moving events, not about deciding. */
function note(text: string): NewEvent {
  const actor = { kind: 'system', id: 'test' } as const;
  return {
    id: newId(),
    type: 'SessionNoted',
    schema: 1,
    actor,
    correlation: null,
    causation: null,
    trace: null,
    data: { text },
    sealed: null,
  };
}

async function append(count: number, session: string, text = 'note'): Promise<void> {
  const events = Array.from({ length: count }, () => note(text));
  await live.store.append({ tenant: tenant.id, writes: [{ stream: `session/${session}`, expect: 'any', events }] });
}

const positions = (messages: readonly Message[]): number[] => messages.map(({ position }) => position as number);
const upTo = (head: number, from = 1): number[] => Array.from({ length: head - from + 1 }, (_, index) => from + index);
const headNow = async (): Promise<number> => (await live.store.head(tenant.id)).position;

describe('/v1/stream', () => {
  beforeAll(async () => {
    live = await startLiveDeployment();
    tenant = await live.addTenant('acme');
    other = await live.addTenant('rival');
  });
  afterEach(async () => {
    limit({});
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => live.close());

  describe('following the ledger', () => {
    it('gives history and then live events, each once and in order, whenever one subscribes', async () => {
      const total = 1_000;
      const first = (await headNow()) + 1;
      const appending = Promise.all(Array.from({ length: total / 10 }, (_, index) => append(10, `busy-${index % 7}`)));
      const followers = await Promise.all(
        Array.from({ length: 5 }, async (_, index) => {
          const client = await open(tenant.operator);
          // A different moment each: while appends are on their way, and from different places.
          while ((await headNow()) < first + index * 150) continue;
          const from = index % 2 === 0 ? 0 : first + index * 20;
          client.send({ type: 'subscribe', id: 'all', channels: ['ledger'], after: from });
          return { client, from };
        }),
      );
      await appending;
      const head = await headNow();
      expect(head).toBe(first + total - 1);
      for (const { client, from } of followers) {
        await client.until(() => client.of('event').at(-1)?.position === head);
        expect(positions(client.of('event'))).toStrictEqual(upTo(head, from + 1));
      }
    });

    it('starts with what comes next when no position is named, and carries events whole on the ledger channel', async () => {
      const client = await open(tenant.operator);
      client.send({ type: 'subscribe', id: 'now', channels: ['ledger'] });
      client.send({ type: 'subscribe', id: 'probe', channels: ['ledger'], after: await headNow() });
      await untilFollowing(client, 'now');
      const [recorded] = await live.store.readLedger(tenant.id, await headNow(), 1);
      const seen = await client.next(({ subscription, position }) => subscription === 'now' && position === recorded?.position);
      expect(seen.event).toStrictEqual(recorded);
    });

    it('ends a subscription when it is told to, and keeps the others', async () => {
      const client = await open(tenant.operator);
      const start = await headNow();
      client.send({ type: 'subscribe', id: 'a', channels: ['ledger'], after: start });
      client.send({ type: 'subscribe', id: 'b', channels: ['ledger'], after: start });
      await append(1, 'unsubscribe');
      await client.until(() => client.of('event').length === 2);
      client.send({ type: 'unsubscribe', id: 'a' });
      client.send({ type: 'unsubscribe', id: 'nothing' });
      expect((await client.next(({ type }) => type === 'error')).code).toBe('NOT_FOUND');
      await append(1, 'unsubscribe');
      await client.next(({ subscription, position }) => subscription === 'b' && position === start + 2);
      expect(positions(client.of('event').filter(({ subscription }) => subscription === 'a'))).toStrictEqual([start + 1]);
    });

    it('shows a channel its own events and a filter only what carries the fact', async () => {
      const agent = await open(tenant.agentKey);
      for (const [session, tool] of [
        ['s-1', 'read'],
        ['s-2', 'write'],
      ] as const)
        agent.send({ type: 'decide', id: session, request: { sessionId: session, tool, arguments: {} } });
      await agent.until(() => agent.of('decision').length === 2);
      const client = await open(tenant.viewer);
      client.send({ type: 'subscribe', id: 'decisions', channels: ['decisions'], after: 0 });
      client.send({
        type: 'subscribe',
        id: 'writes',
        channels: ['decisions', 'sessions'],
        after: 0,
        filter: { tool: 'write', verdict: 'ALLOW' },
      });
      client.send({
        type: 'subscribe',
        id: 'session',
        channels: ['decisions', 'sessions'],
        after: 0,
        filter: { session: 's-1', agent: tenant.agent },
      });
      client.send({ type: 'subscribe', id: 'agents', channels: ['agents'], after: 0 });
      await client.until(() => client.of('event').length >= 7);
      const types = (id: string): string[] =>
        client
          .of('event')
          .filter(({ subscription }) => subscription === id)
          .map(({ event }) => (event as { type: string }).type);
      expect(types('decisions')).toStrictEqual(['DecisionRecorded', 'DecisionRecorded']);
      expect(types('writes')).toStrictEqual(['DecisionRecorded']);
      expect(types('session')).toStrictEqual(['SessionOpened', 'DecisionRecorded']);
      expect(types('agents')).toStrictEqual(['AgentRegistered', 'AgentKeyIssued']);
      expect(JSON.stringify(client.received)).not.toMatch(/secretHash/);
    });

    it('cuts off a client that takes nothing, and lets it resume after the position it is told', async () => {
      limit({ stalledMs: 200, bufferedSize: 100_000, bufferedMessages: 50 });
      const start = await headNow();
      for (let round = 0; round < 20; round += 1) await append(20, 'slow', 'x'.repeat(50_000));
      const client = await open(tenant.operator);
      client.socket.pause();
      client.send({ type: 'subscribe', id: 'slow', channels: ['ledger'], after: start });
      while (!(await metrics()).includes('writ_stream_closes_total{code="4008"')) continue;
      client.socket.resume();
      const { code, reason } = await client.closed;
      expect(code).toBe(4008);
      const delivered = Number(/after=(\d+)$/.exec(reason)?.[1]);
      const got = positions(client.of('event'));
      expectThat('everything up to the named position, and nothing else, arrived', got).toStrictEqual(upTo(delivered, start + 1));
      expectThat('it was cut off before the end', got.length).toBeLessThan(400);
      limit({});
      const again = await open(tenant.operator);
      again.send({ type: 'subscribe', id: 'slow', channels: ['ledger'], after: delivered });
      await again.until(() => again.of('event').at(-1)?.position === start + 400);
      expect([...got, ...positions(again.of('event'))]).toStrictEqual(upTo(start + 400, start + 1));
    });

    it('refuses a position beyond the ledger, a taken id and too many subscriptions', async () => {
      limit({ subscriptions: 2 });
      const client = await open(tenant.operator);
      client.send({ type: 'subscribe', id: 'beyond', channels: ['ledger'], after: 1_000_000 });
      expect((await client.next(({ type }) => type === 'error')).code).toBe('INVALID_INPUT');
      for (const id of ['a', 'a', 'b', 'c']) client.send({ type: 'subscribe', id, channels: ['decisions'] });
      await client.until(() => client.of('error').length === 3);
      expect(
        client
          .of('error')
          .slice(1)
          .map(({ id, code }) => [id, code]),
      ).toStrictEqual([
        ['a', 'INVALID_INPUT'],
        ['c', 'OVERLOADED'],
      ]);
    });
  });

  describe('a connection', () => {
    it('is closed when it does not say in time who it is, or says something else first', async () => {
      limit({ authenticateMs: 20 });
      const silent = await open();
      expect((await silent.closed).code).toBe(4001);
      expect(silent.received.map(({ type, code }) => [type, code])).toStrictEqual([['error', 'UNAUTHENTICATED']]);
      limit({});
      for (const first of [{ type: 'subscribe', id: 'x', channels: ['decisions'] }, { type: 'pong' }]) {
        const hasty = await open();
        hasty.send(first);
        expect((await hasty.closed).code).toBe(4001);
        expect(hasty.received.map(({ code }) => code)).toStrictEqual(['UNAUTHENTICATED']);
      }
      const garbled = await open();
      garbled.send('{');
      expect((await garbled.closed).code).toBe(4001);
    });

    it('takes a token as its first message, and hears what came with it', async () => {
      const client = await open();
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
        const client = await open(token);
        expect((await client.closed).code).toBe(4001);
        expect(client.received.map(({ type, code }) => [type, code])).toStrictEqual([['error', 'UNAUTHENTICATED']]);
      }
    });

    it('sees its own tenant alone, whatever it asks', async () => {
      const client = await open(other.operator);
      const head = (await live.store.head(other.id)).position;
      client.send({ type: 'subscribe', id: 'all', channels: ['ledger'], after: 0, filter: {} });
      await client.until(() => client.of('event').length === head);
      await append(5, 'foreign');
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
      const foreigner = await open(other.agentKey);
      const decisions = await live.store.readLedger(tenant.id, 1, 10_000);
      const theirs = decisions.find(({ type }) => type === 'DecisionRecorded')?.id ?? newId();
      foreigner.send({ type: 'outcome', id: 'o', decisionId: theirs, status: 'succeeded' });
      expect((await foreigner.next(({ id }) => id === 'o')).code).toBe('DECISION_NOT_FOUND');
    });

    it('keeps viewers off the ledger channel and agents off subscriptions, and operators off deciding', async () => {
      const viewer = await open(tenant.viewer);
      viewer.send({ type: 'subscribe', id: 'l', channels: ['ledger'] });
      viewer.send({ type: 'decide', id: 'd', request: { sessionId: 's', tool: 't', arguments: {} } });
      viewer.send({ type: 'subscribe', id: 'default', after: 0 });
      await viewer.until(() => viewer.of('error').length === 2 && viewer.of('event').length > 5);
      expect(viewer.of('error').map(({ id, code }) => [id, code])).toStrictEqual([
        ['l', 'FORBIDDEN'],
        ['d', 'FORBIDDEN'],
      ]);
      expect(JSON.stringify(viewer.received)).not.toMatch(/secretHash/);
      const agent = await open(tenant.agentKey);
      agent.send({ type: 'subscribe', id: 's', channels: ['decisions'] });
      expect((await agent.next(({ type }) => type === 'error')).code).toBe('FORBIDDEN');
    });

    it('refuses messages that are malformed one by one, and ends on one that is too large', async () => {
      const client = await open(tenant.operator);
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
      limit({ pingMs: 20 });
      const mute = await open(tenant.operator);
      expect((await mute.closed).code).toBe(4002);
      expect(mute.of('ping')).toHaveLength(3);
      const lively = await open(tenant.operator);
      lively.socket.on('message', () => lively.send({ type: 'pong' }));
      await lively.until(() => lively.of('ping').length === 10);
    });

    it('ends when the access token that opened it expires', async () => {
      const app = live.api.app;
      const configuration = { ...app.get<Configuration>(CONFIGURATION, { strict: false }), WRIT_ACCESS_TOKEN_SECONDS: 2 };
      const tokens = new OperatorTokens(app.get(SigningKeys, { strict: false }), configuration);
      const { sub: id = '' } = decodeJwt(tenant.operator);
      const { accessToken } = await tokens.issue({ kind: 'operator', tenant: tenant.id, id, roles: ['owner'] });
      const client = await open(accessToken);
      await followed(client);
      expect(await client.closed).toStrictEqual({ code: 4001, reason: 'the access token has expired' });
      expect(client.of('error')[0]?.code).toBe('UNAUTHENTICATED');
    });

    it('is refused when the tenant has too many', async () => {
      limit({ socketsPerTenant: 2 });
      await followed(await open(tenant.operator));
      await followed(await open(tenant.operator));
      const third = await open(tenant.operator);
      expect((await third.closed).code).toBe(1013);
      expect(third.received[0]?.code).toBe('OVERLOADED');
      await followed(await open(other.operator));
    });
  });

  describe('deciding over the stream', () => {
    it('answers a thousand calls at once, each under its id, and the ledger holds exactly them', async () => {
      const client = await open(tenant.agentKey);
      const calls = Array.from({ length: 1_000 }, (_, index) => ({
        id: `call-${index}`,
        session: `many-${index % 20}`,
        tool: `tool-${index}`,
      }));
      for (const { id, session, tool } of calls)
        client.send({ type: 'decide', id, request: { sessionId: session, tool, arguments: { id } } });
      await client.until(() => client.of('decision').length === calls.length);
      const answers = new Map(client.of('decision').map((answer) => [answer.id as string, answer]));
      expect(answers.size).toBe(calls.length);
      const events = new Map((await ledgerOf(tenant.id)).map((event) => [event.id, event]));
      for (const { id, session, tool } of calls) {
        const { decisionId, sessionId, verdict, ledger } = answers.get(id) as unknown as {
          decisionId: string;
          sessionId: string;
          verdict: string;
          ledger: { position: number };
        };
        const recorded = events.get(decisionId);
        const { input } = (recorded as RecordedEvent).data as unknown as { input: { tool: string; arguments: { id: string } } };
        expect([sessionId, verdict, input.tool, input.arguments.id, recorded?.position]).toStrictEqual([
          session,
          'ALLOW',
          tool,
          id,
          ledger.position,
        ]);
      }
      const decided = [...events.values()].filter(
        ({ type, stream }) => type === 'DecisionRecorded' && stream.startsWith('session/many-'),
      );
      expect(decided).toHaveLength(calls.length);
    });

    it('records outcomes, once each', async () => {
      const client = await open(tenant.agentKey);
      client.send({ type: 'decide', id: 'd', request: { sessionId: 'outcomes', tool: 'read', arguments: {} } });
      const { decisionId } = await client.next(({ type }) => type === 'decision');
      client.send({ type: 'outcome', id: 'first', decisionId, status: 'succeeded', durationMs: 12 });
      const { type: _, id: __, ...answer } = await client.next(({ id }) => id === 'first');
      expect({ ...answer, ledger: null }).toStrictEqual({ decisionId, status: 'succeeded', ledger: null });
      client.send({ type: 'outcome', id: 'second', decisionId, status: 'failed' });
      const again = await client.next(({ id }) => id === 'second');
      expect([again.code, again.ledger]).toStrictEqual(['OUTCOME_ALREADY_RECORDED', answer.ledger]);
      client.send({ type: 'outcome', id: 'bad', decisionId, status: 'perhaps' });
      client.send({ type: 'decide', id: 'bad too', request: { sessionId: 'outcomes', tool: '../x', arguments: {} } });
      await client.until(() => client.of('error').length === 3);
      expect(
        client
          .of('error')
          .slice(1)
          .map(({ id, code }) => [id, code]),
      ).toStrictEqual([
        ['bad', 'INVALID_INPUT'],
        ['bad too', 'INVALID_INPUT'],
      ]);
    });

    it('refuses more calls at once than a connection may have waiting', async () => {
      limit({ inFlight: 10 });
      const client = await open(tenant.agentKey);
      for (let index = 0; index < 40; index += 1)
        client.send({ type: 'decide', id: `c-${index}`, request: { sessionId: 'crowd', tool: 'read', arguments: {} } });
      await client.until(() => client.of('decision').length + client.of('error').length === 40);
      expect(client.of('decision').length).toBeGreaterThanOrEqual(10);
      expect(client.of('error').length > 0 && client.of('error').every(({ code }) => code === 'OVERLOADED')).toBe(true);
    });

    it('stops at once for a key that was revoked while connected', async () => {
      const client = await open(other.agentKey);
      client.send({ type: 'decide', id: 'before', request: { sessionId: 'r', tool: 'read', arguments: {} } });
      await client.next(({ type }) => type === 'decision');
      const rotated = await fetch(`${live.url}/v1/agents/${other.agent}/keys/rotate`, {
        method: 'POST',
        headers: { authorization: `Bearer ${other.operator}` },
      });
      expect(rotated.status).toBe(201);
      const before = await live.store.head(other.id);
      client.send({ type: 'decide', id: 'after', request: { sessionId: 'r', tool: 'read', arguments: {} } });
      expect((await client.closed).code).toBe(4001);
      expect(client.of('error')[0]?.code).toBe('UNAUTHENTICATED');
      expect(await live.store.head(other.id)).toStrictEqual(before);
    });
  });

  describe('stopping', () => {
    it('answers what is waiting, then closes every socket with 1001', async () => {
      const second = await startLiveDeployment();
      const there = await second.addTenant('acme');
      const agent = await StreamClient.open(second.url, there.agentKey);
      const operator = await StreamClient.open(second.url, there.operator);
      operator.send({ type: 'subscribe', id: 'all', channels: ['ledger'], after: 0 });
      await operator.next(({ type }) => type === 'event');
      for (let index = 0; index < 100; index += 1)
        agent.send({ type: 'decide', id: `${index}`, request: { sessionId: `s-${index % 5}`, tool: 'read', arguments: {} } });
      await agent.next(({ type }) => type === 'decision');
      await second.close();
      expect([(await agent.closed).code, (await operator.closed).code]).toStrictEqual([1001, 1001]);
      expect(agent.of('error')).toStrictEqual([]);
      expect(agent.of('decision').length).toBeGreaterThan(0);
    });
  });
});

const metrics = async (): Promise<string> => (await fetch(`${live.url}/metrics`)).text();
const ledgerOf = (id: string) => live.store.readLedger(id, 1, 100_000);

/** Resolves when the connection has been let in and follows. */
async function followed(client: StreamClient): Promise<void> {
  client.send({ type: 'subscribe', id: 'in', channels: ['ledger'], after: 0 });
  await client.next(({ subscription }) => subscription === 'in');
}

/** Appends until the subscription has seen one of the events: only then is it known to follow. */
async function untilFollowing(client: StreamClient, id: string): Promise<void> {
  while (!client.of('event').some(({ subscription }) => subscription === id)) {
    await append(1, 'probe');
    const head = await headNow();
    await client.next(({ subscription, position }) => subscription === 'probe' && position === head);
  }
}
