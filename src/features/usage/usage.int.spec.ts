import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { newId } from '#libs/event-ids';
import { createPostgresEventStore } from '#libs/event-store-postgres';
import { verifyExport } from '#libs/evidence';
import type { NewEvent } from '#libs/event-sourcing';
import { roleUrl } from '#platform/database/role-urls';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';
import type { UsageLine, UsageMonth } from './answers.js';

const MIRROR = 'package writ\ndecision := {"verdict": input.arguments.verdict, "rule": "mirror", "reason": "as asked"}';

let writ: RunningWrit;
let owner: WritClient;
let other: string;
beforeAll(async () => {
  writ = await RunningWrit.start();
  owner = await writ.owner();
  other = (await writ.startSecondApi()).url;
});
afterAll(() => writ.close());

const upToNow = async (tenant: SeededTenant) => ({
  'writ-min-position': String((await tenant.operator.get<{ position: number }>('/v1/ledger/head')).position),
});
const short = ({ agent, tool, calls, cost, tokens }: UsageLine) => [agent, tool, calls, cost, tokens];

describe('the month it is', () => {
  let acme: SeededTenant;
  beforeEach(async () => {
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'mirror', MIRROR);
  });
  const call = (tool: string, verdict: string, tokens?: unknown, by = acme.agent): Promise<Decision> =>
    by.decide(`s-${by.token}`.slice(0, 40), tool, {
      arguments: { verdict },
      ...(tokens !== undefined && { context: { usage: { tokens } } }),
    });
  const usage = async (query = '', at = acme.operator) => at.get<UsageMonth>(`/v1/usage${query}`, await upToNow(acme));
  const report = (id: string, status: string) => acme.agent.post(`/v1/decisions/${id}/outcome`, { status });

  it('tells calls, verdicts, outcomes, tokens and what they cost when they were decided', async () => {
    const free = await call('ask', 'ALLOW', 500);
    const prices = { tools: { ask: { perCall: 2, perThousandTokens: 30 } }, other: { perCall: 7 } };
    await acme.operator.post('/v1/usage/prices', prices);
    const asked = await call('ask', 'ALLOW', 1_033);
    await call('ask', 'DENY', 1_000);
    await call('ask', 'REQUIRE_APPROVAL', 1_000);
    await call('pay', 'ALLOW', 'many');
    await acme.operator.post('/v1/usage/prices', { other: { perCall: 1_000 } });
    await call('pay', 'ALLOW');
    await report(free.decisionId, 'succeeded');
    await report(asked.decisionId, 'failed');
    const { closed, range, upToPosition, totals, items, rounding, nextCursor } = await usage();
    expect([closed, rounding, nextCursor]).toStrictEqual([false, 'half_up', null]);
    expect(upToPosition).toBe((await writ.store.head(acme.id)).position);
    expect(range).toMatchObject({ firstPosition: 1, lastPosition: upToPosition, events: upToPosition });
    expect(items).toMatchObject([
      {
        agent: 'agent-1',
        tool: 'ask',
        calls: 4,
        verdicts: { allow: 2, modify: 0, deny: 1, requireApproval: 1, defer: 0 },
        outcomes: { succeeded: 1, failed: 1, refused: 0, unknown: 0 },
        tokens: 1_533,
        cost: 33,
        costThousandths: 32_990,
        unpriced: 1,
      },
      { agent: 'agent-1', tool: 'pay', calls: 2, tokens: 0, cost: 1_007, unpriced: 0 },
    ]);
    expect(totals).toMatchObject({ calls: 6, cost: 1_040, costThousandths: 1_039_990, unpriced: 1 });
    const decided = await acme.operator.get<{ facts: { cost: object } }>(`/v1/decisions/${asked.decisionId}`);
    expectThat('the decision says so, too', decided.facts.cost).toStrictEqual({
      prices: 1,
      perThousandTokens: 30,
      minor: 32,
      thousandths: 990,
    });
  });

  it('is told by agent or tool, in part, page by page, as a table, over GraphQL, and to nobody else', async () => {
    const colleague = await writ.registerAgent(acme.operator, 'b-2');
    for (const tool of ['-rf', 'a', 'b']) await call(tool, 'ALLOW', 1);
    await call('a', 'ALLOW', 2, colleague);
    const lines = async (query: string) => (await usage(query)).items.map(short);
    expect(await lines('')).toStrictEqual([
      ['agent-1', '-rf', 1, 0, 1],
      ['agent-1', 'a', 1, 0, 1],
      ['agent-1', 'b', 1, 0, 1],
      ['b-2', 'a', 1, 0, 2],
    ]);
    expect(await lines('?by=agent')).toStrictEqual([
      ['agent-1', null, 3, 0, 3],
      ['b-2', null, 1, 0, 2],
    ]);
    expect(await lines('?by=tool')).toStrictEqual([
      [null, '-rf', 1, 0, 1],
      [null, 'a', 2, 0, 3],
      [null, 'b', 1, 0, 1],
    ]);
    expect(await lines('?tool=a&agent=b-2')).toStrictEqual([['b-2', 'a', 1, 0, 2]]);
    for (const by of ['agent_tool', 'agent', 'tool']) {
      const paged: unknown[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: UsageMonth = await usage(`?by=${by}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
        expect(page.totals.calls).toBe(4);
        paged.push(...page.items.map(short));
        cursor = page.nextCursor;
      }
      expect(paged).toStrictEqual(await lines(`?by=${by}`));
    }
    const table = await acme.operator.send<string>('GET', '/v1/usage?by=tool&limit=1&format=csv');
    expect(table.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(table.headers.get('content-disposition')).toMatch(/filename="usage-\d{4}-\d\d-open\.csv"/);
    expect(table.body.split('\r\n').map((line) => line.split(',').slice(1, 4).join())).toStrictEqual([
      'agent,tool,calls',
      ",'-rf,1",
      ',a,2',
      ',b,1',
      '',
    ]);
    const accepted = await acme.operator.send('GET', '/v1/usage?by=tool', undefined, { accept: 'text/csv' });
    expect(accepted.body).toBe(table.body);
    const query = '{ usage(by: tool) { closed totals { calls } items { agent tool calls cost tokens } nextCursor } }';
    const { data } = await acme.operator.post<{ data: { usage: UsageMonth } }>('/graphql', { query });
    expect([data.usage.items.map(short), data.usage.totals.calls]).toStrictEqual([await lines('?by=tool'), 4]);
    const neighbour = await writ.seedTenant(owner);
    expect((await neighbour.operator.get<UsageMonth>('/v1/usage')).items).toStrictEqual([]);
    expect((await acme.agent.send('GET', '/v1/usage')).status).toBe(403);
  });

  it('refuses what is no month, no cursor of this list, and no form it has', async () => {
    for (const wrong of [
      'month=2026-13',
      'month=2026-1',
      'month=0000-01',
      'month=',
      'by=x',
      'format=xml',
      'tool=%00',
      'cursor=x',
    ])
      expectThat(wrong, (await acme.operator.refused('GET', `/v1/usage?${wrong}`)).code).toBe('INVALID_INPUT');
    const cursor = Buffer.from('["\\u0000","x"]').toString('base64url');
    for (const path of [`usage?cursor=${cursor}`, `usage?format=csv&month=x`, `usage/quotas?cursor=${cursor}`])
      expectThat(path, (await acme.operator.refused('GET', `/v1/${path}`, undefined)).status).toBe(400);
    for (const prices of [{}, { other: { perCall: -1 } }, { other: { perCall: 1.5 } }, { other: {}, tools: { a: 1 } }])
      expect((await acme.operator.refused('POST', '/v1/usage/prices', prices)).code).toBe('INVALID_INPUT');
    expect(await usage('?month=9999-12')).toMatchObject({ closed: false, range: null, items: [] });
  });

  it('tells prices, the list in force first, and nothing new where nothing changed', async () => {
    const [first, second] = [{ other: { perCall: 1 } }, { tools: { x: { perThousandTokens: 2 } }, other: {} }];
    expect(await acme.operator.post('/v1/usage/prices', first)).toMatchObject({
      version: 1,
      ledger: { digest: expect.anything() },
    });
    expect(await acme.operator.post('/v1/usage/prices', first)).toStrictEqual({ version: 1, ledger: null });
    expect(await acme.operator.at(other).post('/v1/usage/prices', second)).toMatchObject({ version: 2 });
    const { items } = await acme.operator.get<{ items: object[] }>('/v1/usage/prices', await upToNow(acme));
    expect(items).toMatchObject([
      { version: 2, tools: { x: { perCall: 0, perThousandTokens: 2 } }, other: { perCall: 0, perThousandTokens: 0 } },
      { version: 1, tools: {}, other: { perCall: 1, perThousandTokens: 0 } },
    ]);
    await call('x', 'ALLOW');
    expect((await acme.agent.send('POST', '/v1/usage/prices', first)).status).toBe(403);
  });

  it('tells how far budgets are used, budget by budget', async () => {
    const set = (limit: object) => acme.operator.post<{ id: string }>('/v1/limits', { period: 'month', ...limit });
    await set({ name: 'each', subject: 'agent', limit: 5, action: 'warn' });
    await set({ name: 'window', subject: 'agent', limit: 5, period: undefined, windowSeconds: 60 });
    await acme.operator.post('/v1/usage/prices', { other: { perCall: 3 } });
    const money = await set({ name: 'money', subject: 'tenant', measure: 'cost', limit: 9 });
    await set({ name: 'unused', subject: 'label', label: 'team=blue', limit: 9 });
    const quotas = async (query = '') => {
      const path = `/v1/usage/quotas${query}`;
      const { items } = await acme.operator.get<{ items: Record<string, unknown>[] }>(path, await upToNow(acme));
      return items.map(({ name, group, used, limit, level, holds }) => [name, group, used, limit, level, holds]);
    };
    expect(await quotas()).toStrictEqual([
      ['unused', 'blue', 0, 9, 'ok', true],
      ['money', acme.id, 0, 9, 'ok', true],
      ['each', null, 0, 5, 'ok', true],
    ]);
    const colleague = await writ.registerAgent(acme.operator, 'b-2');
    await call('pay', 'ALLOW', 1, colleague);
    for (let i = 0; i < 3; i += 1) await call('pay', 'ALLOW');
    const told = [
      ['unused', 'blue', 0, 9, 'ok', true],
      ['money', acme.id, 9, 9, 'exceeded', true],
      ['each', 'agent-1', 2, 5, 'ok', true],
      ['each', 'b-2', 1, 5, 'ok', true],
    ];
    expect(await quotas()).toStrictEqual(told);
    await acme.operator.post(`/v1/limits/${money.id}/end`, { reason: 'raised' });
    for (let i = 0; i < 2; i += 1) await call('pay', 'ALLOW');
    expect((await quotas()).slice(1)).toStrictEqual([
      ['money', acme.id, 9, 9, 'exceeded', false],
      ['each', 'agent-1', 4, 5, 'warning', true],
      ['each', 'b-2', 1, 5, 'ok', true],
    ]);
    expect(await quotas('?month=2020-01')).toStrictEqual([]);
    const page = await acme.operator.get<{ nextCursor: string }>('/v1/usage/quotas?limit=3');
    expect((await quotas(`?cursor=${page.nextCursor}`)).map(([name, group]) => [name, group])).toStrictEqual([['each', 'b-2']]);
  });
});

const ALLOWED = {
  verdict: 'ALLOW',
  code: 'ALLOWED',
  rule: 'r',
  reason: 'r',
  obligations: [],
  changes: null,
  retryAfter: null,
  policy: null,
  pin: null,
  controls: 0,
  risk: 'NONE',
  riskNote: null,
  approval: null,
  exception: null,
};

/** As the desk records them, at moments of a clock of our own. */
const decision = (tool: string, more: object = {}): NewEvent => ({
  ...envelope,
  id: newId(),
  type: 'DecisionRecorded',
  schema: 3,
  data: {
    requestId: null,
    input: { tenant: 'past', agent: { id: 'a', labels: {} }, session: { id: 's' }, tool, arguments: {}, context: {}, ...more },
    ...ALLOWED,
  },
});
const outcome = (of: string, tool: string): NewEvent => ({
  ...envelope,
  id: newId(),
  type: 'OutcomeRecorded',
  schema: 2,
  data: { decision: of, tool, status: 'succeeded', durationMs: null, result: null, labels: [], error: null },
});
const envelope = {
  actor: { kind: 'agent', id: 'a' },
  correlation: null,
  causation: null,
  trace: null,
  sealed: null,
} as const;

describe('a month that is over', () => {
  let past: SeededTenant;
  let late: NewEvent;
  beforeAll(async () => {
    let now = '';
    const store = createPostgresEventStore({
      ledger: roleUrl(writ.configuration, 'writ_ledger'),
      app: roleUrl(writ.configuration, 'writ_app'),
      clock: () => Date.parse(now) * 1_000,
    });
    const at = async (moment: string, ...events: NewEvent[]) => {
      now = moment;
      await store.append({ tenant: 'past', writes: [{ stream: 'session/s', expect: 'any', events }] });
    };
    late = decision('pay', { cost: { prices: 1, minor: 3, thousandths: 500 } });
    await at('2020-01-15T00:00:00Z', ...Array.from({ length: 30 }, (_, i) => decision(`tool-${i % 7}`)));
    await at('2020-01-31T23:59:59.999Z', late);
    await at('2020-02-01T00:00:00Z', outcome(late.id, 'pay'), decision('pay'));
    await at('2020-04-01T00:00:00Z', decision('pay'));
    await store.close();
    past = await writ.seedTenant(owner, 'past');
  });

  const told = async (path: string, at = past.operator) =>
    (await at.send<string>('GET', path, undefined, await upToNow(past))).body;
  const everything = async (at: WritClient) => {
    const paths = [
      '?month=2020-01',
      '?month=2020-01&limit=2',
      '?month=2020-02&by=tool',
      '?month=2020-03',
      '?month=2020-01&format=csv',
    ];
    return Promise.all(paths.map(async (path) => JSON.stringify(await told(`/v1/usage${path}`, at))));
  };

  it('is closed, names its range of the ledger, and has late outcomes in the month they came in', async () => {
    const months = ['2020-01', '2020-02', '2020-03', '2019-12'];
    const answers = await Promise.all(months.map((month) => told(`/v1/usage?month=${month}`)));
    const seen = (answers as unknown as UsageMonth[]).map(({ closed, upToPosition, range, totals }) => [
      closed,
      upToPosition,
      range && [range.firstPosition, range.lastPosition, range.events],
      [totals.calls, totals.outcomes.succeeded, totals.cost, totals.costThousandths],
    ]);
    expect(seen).toStrictEqual([
      [true, 31, [1, 31, 31], [31, 0, 4, 3_500]],
      [true, 33, [32, 33, 2], [1, 1, 0, 0]],
      [true, 33, null, [0, 0, 0, 0]],
      [true, 0, null, [0, 0, 0, 0]],
    ]);
    const range = (answers[1] as unknown as UsageMonth).range;
    const exported = await told(`/v1/ledger/export?from=${range?.firstPosition}&to=${range?.lastPosition}`);
    const bytes = (async function* () {
      yield await Promise.resolve(Buffer.from(exported));
    })();
    expect(await verifyExport(bytes)).toMatchObject({ ok: true, count: range?.events, chain: range?.chain });
    const last = JSON.parse(exported.trimEnd().split('\n').at(-1) ?? '') as { trailer: { previousChain: string } };
    expect(last.trailer.previousChain).toBe(range?.previousChain);
  });

  it('is told in the same bytes by another process, later, and after its rows were made anew', async () => {
    const before = await everything(past.operator);
    expect(before[0]).toContain('"closed":true');
    const lines = (JSON.parse(before[4] as string) as string).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 8);
    for (const line of lines.slice(1)) expect(line).toMatch(/,true,1,31,31,0{64},[0-9a-f]{64}$/);
    const api = await writ.startApiProcess();
    expect(await everything(past.operator.at(api.url))).toStrictEqual(before);
    await past.operator.post('/v1/usage/prices', { other: { perCall: 1_000 } });
    await writ.stopWorker();
    const database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
    await database.query(`delete from usage_calls; delete from ledger_checkpoints where subscription = 'usage'`);
    await database.end();
    const behind = (await past.operator.get('/v1/usage?month=2020-01')) as unknown as UsageMonth;
    expectThat('not closed while its rows are made anew', [behind.closed, behind.upToPosition, behind.range]).toStrictEqual([
      false,
      0,
      null,
    ]);
    await writ.startWorker();
    await eventually(
      'its rows are there again',
      async () => (await past.operator.send('GET', '/v1/usage', undefined, await upToNow(past))).status === 200,
    );
    expect(await everything(past.operator)).toStrictEqual(before);
  });
});
