import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { startLiveDeployment, type LiveDeployment, type LiveTenant } from '#test/support/live-deployment';
import type { RecordedEvent } from '#libs/event-sourcing';
import { LiveStream } from './testing/live-stream.js';
import { StreamClient, type Message } from './testing/stream-client.js';

let stream: LiveStream;
let live: LiveDeployment;
let tenant: LiveTenant;
let other: LiveTenant;

const positions = (messages: readonly Message[]): number[] => messages.map(({ position }) => position as number);
const upTo = (head: number, from = 1): number[] => Array.from({ length: head - from + 1 }, (_, index) => from + index);

describe('/v1/stream', () => {
  beforeAll(async () => {
    stream = await LiveStream.start();
    ({ live, tenant, other } = stream);
  });
  afterEach(() => stream.calm());
  afterAll(() => live.close());

  describe('following the ledger', () => {
    it('gives history and then live events, each once and in order, whenever one subscribes', async () => {
      const total = 1_000;
      const first = (await stream.headNow()) + 1;
      const appending = Promise.all(Array.from({ length: total / 10 }, (_, index) => stream.append(10, `busy-${index % 7}`)));
      const followers = await Promise.all(
        Array.from({ length: 5 }, async (_, index) => {
          const client = await stream.open(tenant.operator);
          // A different moment each: while appends are on their way, and from different places.
          while ((await stream.headNow()) < first + index * 150) continue;
          const from = index % 2 === 0 ? 0 : first + index * 20;
          client.send({ type: 'subscribe', id: 'all', channels: ['ledger'], after: from });
          return { client, from };
        }),
      );
      await appending;
      const head = await stream.headNow();
      expect(head).toBe(first + total - 1);
      for (const { client, from } of followers) {
        await client.until(() => client.of('event').at(-1)?.position === head);
        expect(positions(client.of('event'))).toStrictEqual(upTo(head, from + 1));
      }
    });

    it('starts with what comes next when no position is named, and carries events whole on the ledger channel', async () => {
      const client = await stream.open(tenant.operator);
      client.send({ type: 'subscribe', id: 'now', channels: ['ledger'] });
      client.send({ type: 'subscribe', id: 'probe', channels: ['ledger'], after: await stream.headNow() });
      await stream.untilFollowing(client, 'now');
      const [recorded] = await live.store.readLedger(tenant.id, await stream.headNow(), 1);
      const seen = await client.next(({ subscription, position }) => subscription === 'now' && position === recorded?.position);
      expect(seen.event).toStrictEqual(recorded);
    });

    it('ends a subscription when it is told to, and keeps the others', async () => {
      const client = await stream.open(tenant.operator);
      const start = await stream.headNow();
      client.send({ type: 'subscribe', id: 'a', channels: ['ledger'], after: start });
      client.send({ type: 'subscribe', id: 'b', channels: ['ledger'], after: start });
      await stream.append(1, 'unsubscribe');
      await client.until(() => client.of('event').length === 2);
      client.send({ type: 'unsubscribe', id: 'a' });
      client.send({ type: 'unsubscribe', id: 'nothing' });
      expect((await client.next(({ type }) => type === 'error')).code).toBe('NOT_FOUND');
      await stream.append(1, 'unsubscribe');
      await client.next(({ subscription, position }) => subscription === 'b' && position === start + 2);
      expect(positions(client.of('event').filter(({ subscription }) => subscription === 'a'))).toStrictEqual([start + 1]);
    });

    it('shows a channel its own events and a filter only what carries the fact', async () => {
      const agent = await stream.open(tenant.agentKey);
      for (const [session, tool] of [
        ['s-1', 'read'],
        ['s-2', 'write'],
      ] as const)
        agent.send({ type: 'decide', id: session, request: { sessionId: session, tool, arguments: {} } });
      await agent.until(() => agent.of('decision').length === 2);
      const client = await stream.open(tenant.viewer);
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
      stream.limit({ stalledMs: 200, bufferedSize: 100_000, bufferedMessages: 50 });
      const start = await stream.headNow();
      for (let round = 0; round < 20; round += 1) await stream.append(20, 'slow', 'x'.repeat(50_000));
      const client = await stream.open(tenant.operator);
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
      stream.limit({});
      const again = await stream.open(tenant.operator);
      again.send({ type: 'subscribe', id: 'slow', channels: ['ledger'], after: delivered });
      await again.until(() => again.of('event').at(-1)?.position === start + 400);
      expect([...got, ...positions(again.of('event'))]).toStrictEqual(upTo(start + 400, start + 1));
    });

    it('refuses a position beyond the ledger, a taken id and too many subscriptions', async () => {
      stream.limit({ subscriptions: 2 });
      const client = await stream.open(tenant.operator);
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

  describe('deciding over the stream', () => {
    it('answers a thousand calls at once, each under its id, and the ledger holds exactly them', async () => {
      const client = await stream.open(tenant.agentKey);
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
      const client = await stream.open(tenant.agentKey);
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
      stream.limit({ inFlight: 10 });
      const client = await stream.open(tenant.agentKey);
      for (let index = 0; index < 40; index += 1)
        client.send({ type: 'decide', id: `c-${index}`, request: { sessionId: 'crowd', tool: 'read', arguments: {} } });
      await client.until(() => client.of('decision').length + client.of('error').length === 40);
      expect(client.of('decision').length).toBeGreaterThanOrEqual(10);
      expect(client.of('error').length > 0 && client.of('error').every(({ code }) => code === 'OVERLOADED')).toBe(true);
    });

    it('stops at once for a key that was revoked while connected', async () => {
      const client = await stream.open(other.agentKey);
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
