import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat, rejectionOf } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritProblem, WritUnreachable } from '../../clients/contract/problem.js';
import type { DecisionStream } from '../../clients/sdk-typescript/stream/decision-stream.js';
import { NotSent } from '../../clients/sdk-typescript/recordable.js';
import { Writ } from '../../clients/sdk-typescript/writ.js';

const QUESTIONS = 1_500;
/** Of what the server says, before a connection is cut. */
const CUT_AFTER = [0, 2_000, 40_000, 90_000];

describe("the SDK's stream", () => {
  let server: RunningWrit;
  let acme: SeededTenant;
  let key: string;
  const streams: DecisionStream[] = [];
  beforeAll(async () => {
    server = await RunningWrit.start();
    acme = await server.seedTenant(await server.owner());
    key = String(acme.agent.token);
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });
  afterAll(() => server.close());

  function streamTo(url: string, agentKey = key): DecisionStream {
    const clock = { now: () => Date.now(), wait: quickly };
    const stream = new Writ({ url, agentKey, clock, deadlineMs: 60_000 }).stream();
    streams.push(stream);
    return stream;
  }

  it('answers questions and takes outcomes as HTTP does', async () => {
    const stream = streamTo(server.url);
    const asked = { requestId: 'r-1', sessionId: 'as-http', tool: 'pay', arguments: { amount: 1 } };
    const decision = await stream.decide(asked);
    const { type, ...overHttp } = {
      type: undefined,
      ...(await new Writ({ url: server.url, agentKey: key }).decide(asked)),
    };
    expect(type).toBeUndefined();
    expect(decision).toStrictEqual(overHttp);
    const told = await stream.outcome(decision.decisionId, { status: 'succeeded', durationMs: 3 });
    expect(told).toMatchObject({ decisionId: decision.decisionId, status: 'succeeded' });
    const twice = (await rejectionOf(stream.outcome(decision.decisionId, { status: 'failed' }))) as WritProblem;
    expect([twice.code, twice.status]).toStrictEqual(['OUTCOME_ALREADY_RECORDED', 409]);
  });

  it('refuses what HTTP refuses, each question for itself', async () => {
    const stream = streamTo(server.url);
    const good = stream.decide({ sessionId: 'own', tool: 'pay', arguments: {} });
    const bad = (await rejectionOf(stream.decide({ sessionId: 'own', tool: 'no tool', arguments: {} }))) as WritProblem;
    expect([bad.code, bad.status]).toStrictEqual(['INVALID_INPUT', 400]);
    expect(await rejectionOf(stream.decide({ sessionId: 'own', tool: 'pay', arguments: { n: Number.NaN } }))).toBeInstanceOf(
      NotSent,
    );
    expect((await good).verdict).toBe('ALLOW');
  });

  it('tells everybody who waits that the key is not good, or that it was closed', async () => {
    const wrong = streamTo(server.url, `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`);
    const asked = [1, 2, 3].map(() => rejectionOf(wrong.decide({ sessionId: 's', tool: 'pay', arguments: {} })));
    for (const problem of await Promise.all(asked)) {
      expect(problem).toBeInstanceOf(WritProblem);
      expect((problem as WritProblem).code).toBe('UNAUTHENTICATED');
    }
    const stream = streamTo('http://127.0.0.1:9');
    const waits = rejectionOf(stream.decide({ sessionId: 's', tool: 'pay', arguments: {} }));
    stream.close();
    expect(await waits).toBeInstanceOf(WritUnreachable);
    expect(await rejectionOf(stream.decide({ sessionId: 's', tool: 'pay', arguments: {} }))).toBeInstanceOf(WritUnreachable);
  });

  it('asks again what was lost with a connection, and nothing is decided twice', async () => {
    const proxy = await CuttingProxy.start(server.url, CUT_AFTER);
    const stream = streamTo(proxy.url);
    const before = await decided();
    const requests = Array.from({ length: QUESTIONS }, (_, n) => ({ sessionId: `cut-${n % 40}`, tool: 'pay', arguments: { n } }));
    const decisions = await Promise.all(requests.map((request) => stream.decide(request)));
    expect(new Set(decisions.map(({ decisionId }) => decisionId)).size).toBe(QUESTIONS);
    expect(proxy.connections).toBeGreaterThan(CUT_AFTER.length);
    expectThat('all are counted, each once', (await decided()) - before).toBe(QUESTIONS);
    await proxy.close();
  });

  /** As the ledger has them now: what earlier tests decided may be counted a little later. */
  async function decided(): Promise<number> {
    const { position } = await server.store.head(acme.id);
    const counted = { 'writ-min-position': String(position) };
    type Usage = { totals: { calls: number } };
    const { totals } = await eventually('usage is there', () => acme.operator.get<Usage>('/v1/usage', counted));
    return totals.calls;
  }
});

/** Time that passes a hundred times as fast, deadlines aside. */
function quickly(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms >= 60_000 ? ms : ms / 100);
  const end = (): void => {
    clearTimeout(timer);
    resolve();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return promise;
}

/** Passes bytes on, and cuts its first connections after so many of the server's. */
class CuttingProxy {
  connections = 0;
  private readonly sockets = new Set<Socket>();
  private readonly listener = createServer((client) => this.pass(client));

  private constructor(
    private readonly port: number,
    private readonly cutAfter: readonly number[],
  ) {}

  static async start(url: string, cutAfter: readonly number[]): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(Number(new URL(url).port), cutAfter);
    proxy.listener.listen(0, '127.0.0.1');
    await once(proxy.listener, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.listener.close();
    await once(this.listener, 'close');
  }

  private pass(client: Socket): void {
    const server = connect(this.port, '127.0.0.1');
    let left = this.cutAfter[this.connections] ?? Infinity;
    this.connections += 1;
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes: Buffer) => {
      client.write(bytes.subarray(0, Math.max(0, left)));
      left -= bytes.length;
      if (left <= 0) client.destroy();
    });
  }
}
