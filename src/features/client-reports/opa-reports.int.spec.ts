import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { gzipSync } from 'node:zlib';
import type { Refusal } from '#libs/event-sourcing';
import { GraphqlFields } from '#test/support/graphql-fields';
import { holdLedger } from '#test/support/held-ledger';
import { HOSTILE } from '#test/support/hostile-bodies';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, WritClient } from '#test/support/writ-client';
import { ClientReports } from './client-reports.js';
import type { LogAnswer } from './logging/decision-log.js';
import { logEntry, sendLog } from './testing/log-entries.js';
import { approveAnew, pinTo, publishAnew } from '#test/support/published-policies';

interface Client {
  readonly client: string;
  readonly instance: string;
  readonly version: string | null;
  readonly bundles: readonly { readonly name: string; readonly isBehind: boolean; readonly [member: string]: unknown }[];
  readonly discovery: object | null;
}

let writ: RunningWrit;
let owner: WritClient;
let acme: SeededTenant;
let rival: SeededTenant;
let viewer: WritClient;
let other: string;
beforeAll(async () => {
  writ = await RunningWrit.start();
  owner = await writ.owner();
  [acme, rival] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
  viewer = await writ.signIn(await writ.registerOperator(owner, acme.id, ['viewer']));
  other = (await writ.startSecondApi()).url;
  await publishAnew(acme.operator, 'gate');
});
afterAll(() => writ.close());

/** What a list shows when it has seen everything recorded so far. */
async function listed<T>(path: string, caller = viewer, tenant = acme.id): Promise<T[]> {
  const { position } = await writ.store.head(tenant);
  const { items } = await caller.get<{ items: T[] }>(`${path}${path.includes('?') ? '&' : '?'}limit=200`, {
    'writ-min-position': String(position),
  });
  return items;
}
const revisionOf = async (policy: string, revision: number) => {
  const { digest } = await acme.operator.get<{ digest: string }>(`/v1/policies/${policy}/revisions/${revision}`);
  return `${policy}@${revision}:${digest}`;
};
const status = (bundles: object, more: object = {}) => ({
  labels: { id: 'i-1', version: '0.70.0' },
  bundles,
  metrics: { prometheus: { process_virtual_memory_max_bytes: 18_446_744_073_709_552_000 } },
  plugins: { bundle: { state: 'OK' } },
  ...more,
});
const report = (body: unknown, agent = acme.agent) => agent.post<{ recorded: boolean }>('/v1/opa/status', body);
const bundle = (revision: string, more: object = {}) => ({ name: 'gate', active_revision: revision, ...more });
const eventsOf = (stream: string, tenant = acme.id) => writ.store.readStream(tenant, stream);

describe('the status of a client', () => {
  it('is recorded when it says something new, by whichever process it is told, and shown with what it should have', async () => {
    const first = await revisionOf('gate', 1);
    expect(await report(status({ gate: bundle(first) }))).toStrictEqual({ recorded: true });
    expect(await report(status({ gate: bundle(first, { last_request: 'x' }) }), acme.agent.at(other))).toStrictEqual({
      recorded: false,
    });
    const [only, ...more] = await eventsOf('fabric-client/agent-1');
    expect([only?.type, only?.actor, more]).toStrictEqual(['FabricClientReported', { kind: 'agent', id: 'agent-1' }, []]);
    const current = { name: 'gate', revision: first, code: null, message: null, publishedRevision: first, isBehind: false };
    const shown = { client: 'agent-1', instance: 'i-1', version: '0.70.0', bundles: [current], discovery: null };
    const [{ changedAt, ...client } = assert.fail()] = await listed<Client & { changedAt: string }>('/v1/opa/clients');
    expect([client, changedAt]).toStrictEqual([shown, `${only?.at.slice(0, 23)}Z`]);
    await publishAnew(acme.operator, 'gate');
    const [behind] = await listed<Client>('/v1/opa/clients');
    expect(behind?.bundles).toStrictEqual([{ ...current, publishedRevision: await revisionOf('gate', 2), isBehind: true }]);
  });

  it('tells of errors, of discovery, of other processes, and of what a pin gives', async () => {
    const [revision, canary] = [await revisionOf('gate', 2), await approveAnew(acme.operator, 'gate')];
    const pinned = await writ.registerAgent(acme.operator, 'pinned', { ring: 'canary' });
    await pinTo(acme.operator, 'gate', canary, { label: { name: 'ring', value: 'canary' } });
    const error = { code: 'bundle_error', message: 'server replied with Not Found\n\0' };
    const discovery = { name: 'discovery', active_revision: 'discovery:gate' };
    await report(status({ gate: bundle(revision), active: bundle('', error), gone: bundle('x@1') }, { discovery }), pinned);
    await report(status({}, { labels: { id: 'i-2' }, bundle: bundle(revision) }), pinned);
    const clients = await listed<Client>('/v1/opa/clients?client=pinned');
    const wanted = await revisionOf('gate', canary);
    expect(clients.map(({ instance, version }) => [instance, version])).toStrictEqual([
      ['i-2', null],
      ['i-1', '0.70.0'],
    ]);
    const none = { code: null, message: null };
    expect(clients[1]?.bundles).toStrictEqual([
      {
        name: 'active',
        revision: null,
        code: 'bundle_error',
        message: 'server replied with Not Found ',
        publishedRevision: wanted,
        isBehind: true,
      },
      { name: 'gate', revision, ...none, publishedRevision: wanted, isBehind: true },
      { name: 'gone', revision: 'x@1', ...none, publishedRevision: null, isBehind: false },
    ]);
    expect(clients[1]?.discovery).toStrictEqual({ revision: 'discovery:gate', ...none });
    expect(clients[0]?.bundles.map(({ name, isBehind }) => [name, isBehind])).toStrictEqual([['gate', true]]);
    await report(status({ gate: bundle(wanted) }, { discovery }), pinned);
    const [again] = await listed<Client>('/v1/opa/clients?client=pinned');
    expect(again?.bundles.map(({ isBehind }) => isBehind)).toStrictEqual([false]);
  });

  it('costs the same to list, however many bundles there are', async () => {
    const many = (from: number) => Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`b-${from + i}`, {}]));
    const tenant = await writ.seedTenant(owner);
    await publishAnew(tenant.operator, 'b-7');
    const list = () => listed<Client>('/v1/opa/clients', tenant.operator, tenant.id);
    await report(status({ 'b-7': {} }), tenant.agent);
    await list();
    const { store } = writ;
    const { readStream } = store;
    const read: string[] = [];
    store.readStream = (...args) => {
      read.push(args[1]);
      return readStream.apply(store, args);
    };
    try {
      await list();
      const few = read.splice(0);
      for (const from of [0, 100, 200]) await report(status(many(from), { labels: { id: `many-${from}` } }), tenant.agent);
      read.length = 0;
      const clients = await list();
      expectThat('streams read from the ledger', read).toStrictEqual(few);
      const [{ bundles } = assert.fail()] = clients.filter(({ instance }) => instance === 'many-0');
      expect([clients.length, bundles.filter(({ isBehind }) => isBehind).map(({ name }) => name)]).toStrictEqual([4, ['b-7']]);
    } finally {
      store.readStream = readStream;
    }
  });

  it('that is none is refused', async () => {
    const cases: [unknown, RegExp][] = [
      ['nonsense', /JSON/],
      ['', /no body/],
      ['[]', /object/],
      [{}, /labels/],
      [{ labels: {} }, /labels\.id/],
      [{ labels: { id: 'a\0b' } }, /labels\.id/],
      [status({ gate: { active_revision: 7 } }), /active_revision/],
      [status(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`b${i}`, {}]))), /at most 100/],
      [Buffer.from([0x22, 0xff, 0x22]), /UTF-8/],
    ];
    for (const [body, says] of cases) {
      const problem = await acme.agent.refused('POST', '/v1/opa/status', body);
      expectThat(String(says), [problem.status, problem.code]).toStrictEqual([400, 'INVALID_INPUT']);
      expect(problem.detail).toMatch(says);
    }
  });
});

describe('a decision log', () => {
  it('is recorded entry by entry, with the trace of each decision', async () => {
    const answer = await sendLog(acme.agent, [logEntry('one'), logEntry('two', { span_id: undefined, result: undefined })]);
    expect([answer.status, answer.body]).toStrictEqual([200, { accepted: 2, duplicates: 0, refused: [] }]);
    const events = await eventsOf('fabric-log/agent-1');
    expect(events.map(({ type, actor, trace }) => [type, actor.id, trace])).toStrictEqual([
      ['DecisionReported', 'agent-1', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
      ['DecisionReported', 'agent-1', null],
    ]);
    const [two, one] = await listed<Record<string, unknown>>('/v1/reported-decisions');
    const { ledger, trace, ...shown } = one ?? assert.fail();
    expect(shown).toStrictEqual(events[0]?.data);
    expect([(ledger as { digest: string }).digest, trace]).toStrictEqual([events[0]?.digest, events[0]?.trace]);
    expect([two?.['decisionId'], two?.['isDefined'], two?.['result']]).toStrictEqual(['two', false, null]);
  });

  it('may be sent plain, and again: what is known is not recorded a second time', async () => {
    const plain = await acme.agent.post('/v1/opa/logs', [logEntry('one'), logEntry('three'), logEntry('three')]);
    expect(plain).toStrictEqual({ accepted: 1, duplicates: 2, refused: [] });
    const again = await sendLog(acme.agent.at(other), [logEntry('two', { result: 7 }), logEntry('three'), logEntry('four')]);
    expect([again.body.accepted, again.body.duplicates, again.body.refused.map(({ index }) => index)]).toStrictEqual([1, 1, [0]]);
    expect((await sendLog(acme.agent, [])).body).toStrictEqual({ accepted: 0, duplicates: 0, refused: [] });
    const theirs = await sendLog(rival.agent, [logEntry('one')]);
    expectThat('decision ids of tenants have nothing to do with each other', theirs.body.accepted).toBe(1);
  });

  it('loses its malformed entries alone', async () => {
    const { body } = await sendLog(acme.agent, [
      logEntry('five'),
      null,
      logEntry('a b'),
      logEntry('six', { input: { n: 2 ** 60 } }),
      logEntry('seven'),
    ]);
    expect([body.accepted, body.duplicates, body.refused.map(({ index }) => index)]).toStrictEqual([2, 0, [1, 2, 3]]);
    const { body: metrics } = await owner.send<string>('GET', '/metrics');
    const count = (result: string) =>
      Number(new RegExp(`writ_fabric_log_entries_total{result="${result}"[^}]*} (\\d+)`).exec(metrics)?.[1]);
    expectThat(metrics, count('accepted') >= 6 && count('duplicate') >= 2 && count('refused') >= 3).toBe(true);
  });

  it('is found by its client, its path, its attributes and its time', async () => {
    const filtered = await writ.registerAgent(acme.operator, 'filtered');
    const entries = [
      logEntry('f-1', {
        path: 'a/b',
        timestamp: '2026-01-01T00:00:00Z',
        input: { role: 'clerk', resource: 'x', action: 'read', environment: 'prod' },
      }),
      logEntry('f-2', {
        path: 'a/c',
        timestamp: '2026-01-02T01:00:00+01:00',
        input: { role: 'admin', resource: 'x', action: 'write', environment: 'test' },
      }),
      logEntry('f-3', {
        path: 'a/c',
        timestamp: '2026-01-03T00:00:00.000001Z',
        input: { subject: { role: 'admin' }, resource: 7 },
      }),
    ];
    expect((await sendLog(filtered, entries)).body.accepted).toBe(3);
    const found = async (query: string, caller = viewer) =>
      (await listed<{ decisionId: string }>(`/v1/reported-decisions?client=filtered&${query}`, caller)).map(
        ({ decisionId }) => decisionId,
      );
    const cases: [string, string[]][] = [
      ['path=a/c', ['f-3', 'f-2']],
      ['role=admin', ['f-3', 'f-2']],
      ['role=admin&action=write', ['f-2']],
      ['resource=7', ['f-3']],
      ['environment=prod', ['f-1']],
      ['from=2026-01-02T00:00:00Z', ['f-3', 'f-2']],
      ['to=2026-01-02T00:00:00Z', ['f-1']],
      ['from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z', ['f-2']],
      ['resource=nothing', []],
    ];
    for (const [query, ids] of cases) expectThat(query, await found(query)).toStrictEqual(ids);
    const page = await viewer.get<{ items: object[]; nextCursor: string }>('/v1/reported-decisions?client=filtered&limit=2');
    const rest = await viewer.get<{ items: { decisionId: string }[] }>(
      `/v1/reported-decisions?client=filtered&limit=2&cursor=${page.nextCursor}`,
    );
    expect([page.items.length, rest.items.map(({ decisionId }) => decisionId)]).toStrictEqual([2, ['f-1']]);
    for (const query of ['from=now', 'role=%00', 'limit=0', 'cursor=x', 'path='])
      expectThat(query, (await viewer.refused('GET', `/v1/reported-decisions?${query}`)).code).toBe('INVALID_INPUT');
  });

  it('that is none, or too much, is refused as a whole', async () => {
    const before_ = await writ.store.head(acme.id);
    const many = Array.from({ length: 10_001 }, () => 0);
    const bomb = gzipSync(Buffer.alloc(64 * 1_048_576, 0x20));
    expect(bomb.length).toBeLessThan(100_000);
    const gzip = { 'content-encoding': 'gzip' };
    const cases: [unknown, Record<string, string>, number, string][] = [
      [{ decision_id: 'x' }, {}, 400, 'INVALID_INPUT'],
      ['null', {}, 400, 'INVALID_INPUT'],
      ['[1,', {}, 400, 'INVALID_INPUT'],
      ['', {}, 400, 'INVALID_INPUT'],
      ['[]', gzip, 400, 'INVALID_INPUT'],
      [gzipSync('[]').subarray(0, -9), gzip, 400, 'INVALID_INPUT'],
      [gzipSync('[]'), {}, 400, 'INVALID_INPUT'],
      [gzipSync('[]'), { 'content-encoding': 'br' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [gzipSync('[]'), { ...gzip, 'content-type': 'application/gzip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [many, {}, 413, 'REPORT_TOO_LARGE'],
      [bomb, gzip, 413, 'REPORT_TOO_LARGE'],
      [' '.repeat(1_048_577), {}, 413, 'BODY_TOO_LARGE'],
    ];
    for (const [i, [body, headers, expected, code]] of cases.entries()) {
      const problem = await acme.agent.refused('POST', '/v1/opa/logs', body, headers);
      expectThat(`case ${i}: ${problem.detail}`, [problem.status, problem.code]).toStrictEqual([expected, code]);
    }
    expect(await writ.store.head(acme.id)).toStrictEqual(before_);
  });

  it('of compressed bytes is for these routes alone', async () => {
    const packed = gzipSync(JSON.stringify({ sessionId: 's', tool: 't', arguments: {} }));
    for (const path of ['/v1/decisions', '/v1/sessions'])
      expect((await acme.agent.refused('POST', path, packed, { 'content-encoding': 'gzip' })).code).toBe(
        'UNSUPPORTED_MEDIA_TYPE',
      );
  });

  it('is not unpacked while too many others are, and that does not last', async () => {
    const reports = writ.api.app.get(ClientReports, { strict: false });
    const { limits } = reports.turns;
    const release = await holdLedger(writ.databaseUrl, acme.id);
    let held: Promise<unknown> | undefined;
    try {
      reports.turns.limits = { working: 1, waiting: 0, waitingPerTenant: 0 };
      const insist = async (): Promise<unknown> => {
        const answer = await sendLog(acme.agent, [logEntry('held')]);
        return answer.status === 503 ? insist() : answer;
      };
      held = insist();
      let refused: Refusal | { status: number; body: unknown } = { status: 200, body: null };
      for (const deadline = performance.now() + 10_000; refused.status === 200 && performance.now() < deadline;)
        refused = await sendLog(rival.agent, []);
      const problem = problemIn(refused as never);
      expect([problem.status, problem.code]).toStrictEqual([503, 'OVERLOADED']);
    } finally {
      await release();
      await held;
      reports.turns.limits = limits;
    }
    expect((await sendLog(rival.agent, [])).status).toBe(200);
  });
});

describe('the report routes', () => {
  it('record nothing of hostile bodies, whole or as entries, and survive them', async () => {
    const before_ = await writ.store.head(acme.id);
    for (const [what, body] of HOSTILE) {
      const bodies = [body, `[${String(body)}]`, JSON.stringify(logEntry('x')).replace('12.5', `12.5,"a":${String(body)}`)];
      for (const sent of [...bodies, `[${String(bodies[2])}]`]) {
        const [asStatus, asLog] = [
          await acme.agent.send('POST', '/v1/opa/status', sent),
          await acme.agent.send<LogAnswer>('POST', '/v1/opa/logs', sent),
        ];
        if (asStatus.status !== 200) expectThat(what, problemIn(asStatus).code).toBe('INVALID_INPUT');
        if (asLog.status !== 200) expectThat(what, problemIn(asLog).code).toBe('INVALID_INPUT');
      }
    }
    const recorded = await writ.store.readLedger(acme.id, before_.position + 1, 100);
    // What was wrapped into a whole entry may be recorded: lists and texts are good JSON.
    expect(recorded.map(({ type, data }) => [type, data['decisionId'] ?? data['instance']])).toStrictEqual([
      ['FabricClientReported', 'instance-1'],
      ['DecisionReported', 'x'],
    ]);
  });

  it('are for agents who report, and for operators who look', async () => {
    const nobody = new WritClient(writ.url);
    for (const [method, path, body] of [
      ['POST', '/v1/opa/status', status({})],
      ['POST', '/v1/opa/logs', []],
    ] as const) {
      expect((await nobody.refused(method, path, body)).code).toBe('UNAUTHENTICATED');
      expect((await acme.operator.refused(method, path, body)).code).toBe('FORBIDDEN');
    }
    for (const path of ['/v1/opa/clients', '/v1/reported-decisions']) {
      expect((await nobody.refused('GET', path)).code).toBe('UNAUTHENTICATED');
      expect((await acme.agent.refused('GET', path)).code).toBe('FORBIDDEN');
    }
  });

  it('show a tenant its own alone', async () => {
    await report(status({}, { labels: { id: 'theirs' } }), rival.agent);
    const [clients, decisions] = [
      await listed<Client>('/v1/opa/clients', rival.operator, rival.id),
      await listed<{ decisionId: string }>('/v1/reported-decisions', rival.operator, rival.id),
    ];
    expect([clients.map(({ instance }) => instance), decisions.map(({ decisionId }) => decisionId)]).toStrictEqual([
      ['theirs'],
      ['one'],
    ]);
    expect((await listed<Client>('/v1/opa/clients')).every(({ instance }) => instance !== 'theirs')).toBe(true);
  });

  it('are GraphQL fields that show the same', async () => {
    const fields = await GraphqlFields.of(viewer);
    const asked = async (field: string, args: string) => {
      const query = `{ ${field}${args} ${fields.selection('query', field)} }`;
      const { data } = await viewer.post<{ data: Record<string, { edges: { node: object }[] }> }>('/graphql', { query });
      return data[field]?.edges.map(({ node }) => node);
    };
    const clients = await listed<Client>('/v1/opa/clients?client=pinned');
    expect(await asked('fabricClients', '(first: 10, client: "pinned")')).toStrictEqual(clients);
    const decisions = await listed<object>('/v1/reported-decisions?client=filtered&role=admin');
    expect(await asked('reportedDecisions', '(first: 10, filter: {client: "filtered", role: "admin"})')).toStrictEqual(decisions);
  });
});
