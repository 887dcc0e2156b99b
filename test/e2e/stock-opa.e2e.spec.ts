import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { parse } from 'yaml';
import { freePort, StockOpa } from '#features/policy-distribution/testing/stock-opa';
import { publishAnew, publishSigned } from '#test/support/published-policies';
import { eventually } from '#test/support/conditions';
import { always, publishRevision, RunningWrit, type ApiProcess, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

/** Seconds an OPA of these tests waits for a change, and between tries when it cannot. */
const POLLING = { long_polling_timeout_seconds: 20, min_delay_seconds: 1, max_delay_seconds: 2 };
const REPORTING = { min_delay_seconds: 1, max_delay_seconds: 1 };
/** Calls of an airline's agents, each decided by another rule. */
const CALLS = [
  { tool: 'get_user_details', arguments: {} },
  { tool: 'book_reservation', arguments: {} },
  { tool: 'send_certificate', arguments: { amount: 50 } },
  { tool: 'send_certificate', arguments: { amount: 5_000 } },
  { tool: 'send_certificate', arguments: { amount: 'all' } },
  { tool: 'format_disk', arguments: {} },
];

interface Client {
  readonly client: string;
  readonly version: string;
  readonly bundles: readonly {
    readonly name: string;
    readonly revision: string;
    readonly code: string;
    readonly isBehind: boolean;
  }[];
  readonly discovery: { readonly revision: string } | null;
}

interface Reported {
  readonly decisionId: string;
  readonly input: unknown;
  readonly result: unknown;
  readonly path: string;
  readonly traceId: string;
  readonly trace: string;
  readonly bundles: Readonly<Record<string, string>>;
}

const howTo = readFileSync(new URL('../../../docs/how-to/connect-opa.md', import.meta.url), 'utf8');
/** The configurations of the how-to, in their order. */
const [PLAIN = '', DISCOVERED = '', SIGNED = ''] = [...howTo.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
const airline = (name: string) => readFileSync(new URL(`../../../docs/examples/airline/${name}`, import.meta.url), 'utf8');

describe('a stock OPA', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let port: number;
  /** What the OPAs talk to. Everybody else uses the API of this process. */
  let api: ApiProcess;
  const running: StockOpa[] = [];
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    port = await freePort();
    api = await startApi();
    await acme.operator.post('/v1/policies', { id: 'airline', name: 'Airline' });
    await acme.operator.post('/v1/policies/airline/revisions', {
      modules: { 'policy.rego': airline('policy.rego'), 'policy_test.rego': airline('policy_test.rego') },
      data: JSON.parse(airline('data.json')) as object,
      summary: 'for a test',
    });
    await publishRevision(acme.operator, 'airline', 1);
  });
  afterAll(async () => {
    await Promise.all(running.map((opa) => opa.stop()));
    await writ.close();
  });

  const startApi = () => writ.startApiProcess({ WRIT_PORT: String(port) });
  /** Starts one configured as the how-to says, with what the test wants besides, and quicker. */
  const start = async (agent: WritClient, text: string, more: object = {}): Promise<StockOpa> => {
    const configuration = parse(text.replaceAll('http://127.0.0.1:7420', api.url)) as object;
    const opa = await StockOpa.start({ ...configuration, ...more }, agent.token as string);
    running.push(opa);
    return opa;
  };
  const quick = { decision_logs: { service: 'writ', reporting: REPORTING } };
  const bundle = (resource: string) => ({ service: 'writ', resource, polling: POLLING });
  async function listed<T>(path: string): Promise<T[]> {
    const { position } = await writ.store.head(acme.id);
    const { items } = await acme.operator.get<{ items: T[] }>(path, { 'writ-min-position': String(position) });
    return items;
  }
  const clientOf = async (agent: string) => (await listed<Client>(`/v1/opa/clients?client=${agent}`))[0];
  const reportedBy = (agent: string) => listed<Reported>(`/v1/reported-decisions?client=${agent}&limit=200`);
  const verdictOf = async (opa: StockOpa) =>
    ((await opa.ask('writ/decision', { tool: 'x', arguments: {} })).result as { verdict?: string } | undefined)?.verdict;

  it('decides as Writ does, tells what it decided, and follows a publish without being started again', async () => {
    const agent = await writ.registerAgent(acme.operator, 'opa-1');
    const distributed_tracing = { type: 'grpc', address: `127.0.0.1:${await freePort()}` };
    const opa = await start(agent, PLAIN, { ...quick, distributed_tracing });
    await opa.ready();
    const asked: { id: string; input: unknown; result: unknown; traceId: string }[] = [];
    for (const [i, call] of CALLS.entries()) {
      const decision = await acme.agent.decide(`s-${i}`, call.tool, { arguments: call.arguments });
      const { facts } = await acme.operator.get<{ facts: object }>(`/v1/decisions/${decision.decisionId}`, {
        'writ-min-position': String(decision.ledger.position),
      });
      const traceId = `${i}`.repeat(8).padEnd(32, 'a');
      const { decision_id: id, result } = await opa.ask('writ/decision', facts, {
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      });
      const { verdict, rule, reason, obligations } = decision;
      expectThat(JSON.stringify(call), result).toStrictEqual({ verdict, rule, reason, obligations });
      asked.push({ id, input: facts, result, traceId });
    }
    const told = await eventually('OPA has told all of it', async () => {
      const all = await reportedBy('opa-1');
      return all.length >= asked.length ? all : undefined;
    });
    const revision = (await clientOf('opa-1'))?.bundles[0]?.revision ?? assert.fail('no status');
    for (const { id, input, result, traceId } of asked) {
      const entry = told?.find(({ decisionId }) => decisionId === id) ?? assert.fail(`${id} was not told`);
      expect([entry.input, entry.result, entry.path, entry.traceId]).toStrictEqual([input, result, 'writ/decision', traceId]);
      expectThat(entry.trace, entry.trace.startsWith(`00-${traceId}-`)).toBe(true);
      expect(entry.bundles).toStrictEqual({ airline: revision });
    }
    await publishAnew(acme.operator, 'airline', always('DEFER'));
    const started = performance.now();
    await eventually('OPA decides by the new revision', async () => (await verdictOf(opa)) === 'DEFER', 5_000);
    console.info(`OPA followed the publish in ${Math.round(performance.now() - started)} ms`);
    const client = await eventually('OPA has told so', async () => {
      const now = await clientOf('opa-1');
      return now?.bundles[0]?.isBehind === false && now.bundles[0].revision !== revision ? now : undefined;
    });
    expect(client?.version ?? '').toMatch(/^\d+\.\d+\.\d+/);
  });

  it('goes on with what it has while Writ is down, and catches up', async () => {
    const agent = await writ.registerAgent(acme.operator, 'opa-2');
    const opa = await start(agent, PLAIN, { ...quick, bundles: { airline: bundle('bundles/airline') } });
    await opa.ready();
    expect(await verdictOf(opa)).toBe('DEFER');
    await api.stop();
    const alone = await opa.ask('writ/decision', { tool: 'while it was down', arguments: {} });
    expect((alone.result as { verdict: string }).verdict).toBe('DEFER');
    await eventually('OPA has noticed', () => /Bundle load failed|connection refused/i.test(opa.log));
    await publishAnew(acme.operator, 'airline', always('DENY'));
    expectThat('there is nobody to tell it of the publish', await verdictOf(opa)).toBe('DEFER');
    api = await startApi();
    await eventually('OPA has caught up', async () => (await verdictOf(opa)) === 'DENY', 30_000);
    await eventually(
      'what it decided meanwhile is in the ledger',
      async () => (await reportedBy('opa-2')).some(({ decisionId }) => decisionId === alone.decision_id),
      30_000,
    );
  });

  it('can be told everything by discovery', async () => {
    const agent = await writ.registerAgent(acme.operator, 'opa-3');
    const opa = await start(agent, DISCOVERED);
    await opa.ready();
    const { decision_id: id, result } = await opa.ask('writ/decision', { tool: 'x', arguments: {} });
    expect((result as { verdict: string }).verdict).toBe('DENY');
    await eventually('its status came', async () => (await clientOf('opa-3'))?.discovery?.revision === 'discovery:airline');
    await eventually('its log came', async () => (await reportedBy('opa-3')).some(({ decisionId }) => decisionId === id), 30_000);
  });

  it('verifies signed bundles, and takes none with a signature of somebody else or without one', async () => {
    const { keyId, publicKey } = await acme.agent.get<{ keyId: string; publicKey: string }>('/v1/opa/bundle-key');
    const { publicKey: other } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const setUp = async (id: string, resource: string, key: string) => {
      const agent = await writ.registerAgent(acme.operator, id);
      const signed = SIGNED.replaceAll('"KEY_ID"', JSON.stringify(keyId)).replace('"PUBLIC_KEY"', JSON.stringify(key));
      return start(agent, PLAIN, { ...quick, ...(parse(signed.replace('signed-bundles/airline', resource)) as object) });
    };
    const good = await setUp('opa-signed', 'signed-bundles/airline', publicKey);
    await good.ready();
    expect(await verdictOf(good)).toBe('DENY');
    for (const [id, resource, key] of [
      ['opa-wrong-key', 'signed-bundles/airline', other],
      ['opa-unsigned', 'bundles/airline', publicKey],
    ] as const) {
      const opa = await setUp(id, resource, key);
      const client = await eventually(`${id} has told of its error`, async () => {
        const now = await clientOf(id);
        return now?.bundles[0]?.code ? now : undefined;
      });
      expect([client?.bundles[0]?.code, client?.bundles[0]?.revision, client?.bundles[0]?.isBehind]).toStrictEqual([
        'bundle_error',
        null,
        true,
      ]);
      expect([await opa.isReady(), await verdictOf(opa)]).toStrictEqual([false, undefined]);
    }
  });

  it('takes several policies side by side, and is not answered at once for ever when two of them own the same part', async () => {
    await acme.operator.post('/v1/policies', { id: 'limits', name: 'Limits' });
    await acme.operator.post('/v1/policies/limits/revisions', {
      modules: { 'limits.rego': 'package limits\n\nmost := data.amounts.most\n' },
      data: { amounts: { most: 7 } },
      entrypoint: 'limits/most',
      summary: 'for a test',
    });
    await publishRevision(acme.operator, 'limits', 1);
    const agent = await writ.registerAgent(acme.operator, 'opa-beside');
    const bundles = { airline: bundle('bundles/airline'), limits: bundle('bundles/limits') };
    const opa = await start(agent, PLAIN, { ...quick, bundles });
    await opa.ready();
    expect([await verdictOf(opa), (await opa.ask('limits/most', {})).result]).toStrictEqual(['DENY', 7]);
    const torn = await writ.registerAgent(acme.operator, 'opa-torn');
    const both = await start(torn, PLAIN, {
      ...quick,
      bundles: { limits: bundle('bundles/limits'), again: bundle('bundles/limits') },
    });
    await eventually('it has told of its error', async () =>
      (await clientOf('opa-torn'))?.bundles.some(({ code }) => code === 'bundle_error'),
    );
    const failures = () =>
      [...both.log.matchAll(/"msg":"Bundle activation failed.*"time":"([^"]*)"/g)].map(([, at = '']) => Date.parse(at));
    const times = await eventually('it has tried a few times', () => (failures().length >= 5 ? failures() : undefined), 30_000);
    expectThat(`${times?.length} tries at once`, (times?.at(-1) ?? 0) - (times?.[0] ?? 0)).toBeGreaterThanOrEqual(2_000);
  });

  it('keeps its last good bundle when the policy may not be used any more', async () => {
    const keyId = await publishSigned(acme, 'release');
    const agent = await writ.registerAgent(acme.operator, 'opa-4');
    const opa = await start(agent, PLAIN, { ...quick, bundles: { active: bundle('bundles/active') } });
    await opa.ready();
    expect(await verdictOf(opa)).toBe('ALLOW');
    await acme.operator.post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'a test' });
    await eventually('it has told of its error', async () => (await clientOf('opa-4'))?.bundles[0]?.code === 'bundle_error');
    expect(await verdictOf(opa)).toBe('ALLOW');
    await publishAnew(acme.operator, 'airline', always('DENY'));
    await eventually('it has the next good one', async () => (await verdictOf(opa)) === 'DENY', 30_000);
  });
});
