import { randomUUID } from 'node:crypto';
import { on, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { ReplayReport } from '#libs/replay';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { execute } from '#libs/event-store-postgres/testing';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { ReplayChanged, ReplayDetail } from './answers.js';
import { CheckYesterday } from './self-check/check-yesterday.job.js';

const REGO = readFileSync('docs/examples/airline/policy.rego', 'utf8');
const DATA = JSON.parse(readFileSync('docs/examples/airline/data.json', 'utf8')) as {
  airline: { allowed: Record<string, string>; approval: Record<string, string> };
};
const CALLS = [
  ['get_user_details', {}],
  ['book_reservation', { flight: 'HAT001' }],
  ['cancel_reservation', { reservation: 'A1' }],
  ['send_certificate', { amount: 5_000 }],
  ['cancel_reservation', { reservation: 'A2' }],
  ['unknown_tool', {}],
] as const;

interface Suggested {
  readonly strategy: string;
  readonly about: { readonly tool: string; readonly cause: string };
  readonly replayed: { readonly restores: number };
}

describe('a replay', () => {
  let writ: RunningWrit;
  let airline: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    airline = await writ.seedTenant(await writ.owner());
    await publishPolicy(airline.operator, 'airline', REGO, DATA);
    for (const [tool, given] of CALLS) await airline.agent.decide('s-1', tool, { arguments: given });
  });
  afterAll(() => writ.close());

  const sql = (text: string) => execute(writ.databaseUrl, text);
  async function ofTheDay(day: string): Promise<readonly { readonly state: string }[]> {
    const { items } = await airline.operator.get<{ items: { name: string | null; state: string }[] }>('/v1/replays');
    return items.filter(({ name }) => name === `self-check of ${day}`);
  }
  const completed = (id: string) =>
    eventually('the replay is completed', async () => {
      const { state, detail } = await airline.operator.get<ReplayDetail>(`/v1/replays/${id}`);
      if (state === 'failed') throw new Error(`it failed: ${detail}`);
      return state === 'completed';
    });

  async function replayed(request: object): Promise<ReplayReport> {
    const { id } = await airline.operator.post<ReplayChanged>('/v1/replays', request);
    await completed(id);
    return airline.operator.get<ReplayReport>(`/v1/replays/${id}/report`);
  }

  it('by the policy of each decision comes to what was recorded', async () => {
    const report = await replayed({});
    expect(report.totals).toStrictEqual({
      decisions: 6,
      notReached: 0,
      factsMissing: 0,
      diverged: 0,
      same: 6,
      different: 0,
      knockOn: 0,
    });
  });

  it('by one that lets cancellations go without asking people tells exactly those, and why', async () => {
    const candidate = { modules: { 'policy.rego': REGO }, data: withoutAsking() };
    const range = { to: 19 };
    const report = await replayed({ candidate, range });
    expect(report.severities).toStrictEqual({ critical: 2, high: 0, medium: 0, low: 0, info: 0 });
    expect(
      report.differences.map(({ tool, cause, before, after }) => [tool, cause, before.verdict, after.verdict]),
    ).toStrictEqual([
      ['cancel_reservation', 'approval_removed', 'REQUIRE_APPROVAL', 'ALLOW'],
      ['cancel_reservation', 'approval_removed', 'REQUIRE_APPROVAL', 'ALLOW'],
    ]);
    const [first] = report.differences;
    expectThat('what it looked at is told', first?.after.why?.input).toContain('input.tool');
    expectThat('the same comes to the same', await replayed({ candidate, range })).toStrictEqual(report);
  });

  it('has edits suggested that hold again what a candidate let go, and that answer where it has no answer', async () => {
    const suggestions = async (request: object) => {
      const { id } = await airline.operator.post<ReplayChanged>('/v1/replays', request);
      await completed(id);
      return airline.operator.get<{ items: Suggested[]; untried: number; without: number }>(`/v1/replays/${id}/suggestions`);
    };
    const range = { to: 19 };
    const loose = await suggestions({ candidate: { modules: { 'policy.rego': REGO }, data: withoutAsking() }, range });
    expect(loose.items.map(({ strategy, replayed }) => [strategy, replayed])).toStrictEqual([
      ['restore', { restores: 2, of: 2, tightens: 0, changesElse: 0, decisions: 5 }],
      ['narrow', { restores: 0, of: 2, tightens: 2, changesElse: 0, decisions: 5 }],
    ]);
    const broken = `package writ

decision := {"verdict": "DENY", "rule": "much", "reason": "too much"} if input.arguments.amount > 100
`;
    const mended = await suggestions({ candidate: { modules: { 'policy.rego': broken } }, range });
    expect(mended.without + mended.untried).toBe(0);
    expect(
      mended.items.map(({ about, strategy, replayed }) => [about.tool, about.cause, strategy, replayed.restores]),
    ).toContainEqual(['get_user_details', 'access_restricted', 'restore', 1]);
    const { id } = await airline.operator.post<ReplayChanged>('/v1/replays', { range });
    await completed(id);
    expect((await airline.operator.refused('GET', `/v1/replays/${id}/suggestions`)).code).toBe('REPLAY_WITHOUT_SUGGESTIONS');
  });

  it('is refused where there is nothing to decide again', async () => {
    const refused = async (body: object) => (await airline.operator.refused('POST', '/v1/replays', body)).code;
    expect(await refused({ range: { from: 1_000_000 } })).toBe('REPLAY_RANGE_EMPTY');
    expect(await refused({ range: { from: 5, to: 4 } })).toBe('REPLAY_RANGE_EMPTY');
    expect(await refused({ range: { to: '2020-01-01T00:00:00Z' } })).toBe('REPLAY_RANGE_EMPTY');
    expect(await refused({ candidate: { policy: 'airline', revision: 99 } })).toBe('POLICY_REVISION_NOT_FOUND');
    expect(await refused({ candidate: { modules: { 'policy.rego': 'package writ\n\ndecision := ' } } })).toBe('POLICY_INVALID');
    expect(await refused({ candidate: { policy: 'airline' } })).toBe('INVALID_INPUT');
    expect(await refused({ baseline: { policy: 'airline', revision: 1 } })).toBe('INVALID_INPUT');
    expect((await airline.operator.refused('GET', `/v1/replays/${randomUUID()}/report`)).code).toBe('REPLAY_NOT_FOUND');
  });

  it('has no report before it is completed, and none that was altered', async () => {
    await writ.stopWorker();
    const { id } = await airline.operator.post<ReplayChanged>('/v1/replays', {});
    await airline.operator.post(`/v1/replays/${id}/pause`);
    for (const part of ['report', 'differences'])
      expect((await airline.operator.refused('GET', `/v1/replays/${id}/${part}`)).code).toBe('REPLAY_NOT_COMPLETED');
    await writ.startWorker();
    await airline.operator.post(`/v1/replays/${id}/resume`);
    await completed(id);
    await sql(`update replays_reports set body = replace(body, '"same":6', '"same":7')`);
    expect((await airline.operator.refused('GET', `/v1/replays/${id}/report`)).code).toBe('REPLAY_REPORT_ALTERED');
  });

  it('is followed until it is over, by operators of its tenant alone', async () => {
    await writ.stopWorker();
    const { id } = await airline.operator.post<ReplayChanged>('/v1/replays', {});
    const told: Progress[] = [];
    const following = follow(airline.operator.token, id, (progress) => told.push(progress));
    const streamed = onStream(airline.operator.token, { type: 'follow', id: 'mine', replay: id });
    await eventually('it is told how it stands', async () => told.length > 0);
    expect(told).toMatchObject([{ state: 'running', done: 0, report: null, endedAt: null }]);
    await writ.startWorker();
    await following;
    const last = told.at(-1);
    const messages = await streamed;
    expect(messages[0]).toMatchObject({ type: 'progress', subscription: 'mine', replay: id, state: 'running', done: 0 });
    expect(messages.at(-1)).toStrictEqual({
      type: 'progress',
      subscription: 'mine',
      detail: null,
      perSecond: null,
      decisions: 6,
      ...last,
    });
    expect(last).toMatchObject({ state: 'completed', report: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(last?.done).toBe(last?.total);
    const late: object[] = [];
    await follow(airline.operator.token, id, (progress) => late.push(progress));
    expectThat('one that is over is told once', late).toStrictEqual([last]);
    const rival = await writ.seedTenant(await writ.owner());
    const refused = async (token: string | undefined, replay: string) =>
      JSON.stringify(await follow(token, replay, () => undefined).catch((error: unknown) => error));
    expect(await refused(rival.operator.token, id)).toContain('REPLAY_NOT_FOUND');
    expect(await refused(airline.agent.token, id)).toContain('FORBIDDEN');
    expect(await refused(airline.operator.token, 'no-id')).toContain('INVALID_INPUT');
    const onItsStream = async (token: string | undefined, replay: string) =>
      (await onStream(token, { type: 'follow', id: 'r', replay })).at(-1)?.['code'];
    expect(await onItsStream(rival.operator.token, id)).toBe('REPLAY_NOT_FOUND');
    expect(await onItsStream(airline.agent.token, id)).toBe('FORBIDDEN');
    expect(await onItsStream(airline.operator.token, 'no-id')).toBe('INVALID_INPUT');
  });

  type Told = Readonly<Record<string, unknown>>;
  /** What the stream tells in answer to one message, until that is over. */
  async function onStream(token: string | undefined, message: object): Promise<Told[]> {
    const headers = { authorization: `Bearer ${token}` };
    const socket = new WebSocket(`${writ.url.replace('http', 'ws')}/v1/stream`, { headers });
    await once(socket, 'open');
    socket.send(JSON.stringify(message));
    const told: Told[] = [];
    for await (const [data] of on(socket, 'message') as AsyncIterable<[Buffer]>) {
      told.push(JSON.parse(String(data)) as Told);
      if (told.at(-1)?.['type'] === 'error' || (told.at(-1)?.['endedAt'] ?? null) !== null) break;
    }
    socket.close();
    return told;
  }

  type Progress = { state: string; done: number; total: number; report: string | null };
  async function follow(token: string | undefined, replay: string, take: (progress: Progress) => void): Promise<void> {
    const query = `subscription { replayProgress(replay: "${replay}") { replay state report endedAt done total secondsLeft } }`;
    const client = createClient({
      url: `${writ.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    try {
      for await (const { data, errors } of client.iterate<{ replayProgress: Progress }>({ query })) {
        if (errors) throw errors;
        if (data) take(data.replayProgress);
      }
    } finally {
      await client.dispose();
    }
  }

  it('checks by itself what was decided on a day, once', async () => {
    const day = new Date().toISOString().slice(0, 10);
    for (const app of [writ.api.app, writ.api.app]) await app.get(CheckYesterday).run(`${airline.id}/${day}`);
    await eventually('it is listed', async () => (await ofTheDay(day)).some(({ state }) => state === 'completed'));
    expect(await ofTheDay(day)).toHaveLength(1);
    await writ.api.app.get(CheckYesterday).run(`${airline.id}/2020-01-01`);
    expectThat('nothing was decided on that day', await ofTheDay('2020-01-01')).toStrictEqual([]);
    const night = (hour: string) => writ.api.app.get(CheckYesterday).due(new Date(`2026-11-20T${hour}:30:00Z`));
    expect(await night('01')).toStrictEqual([]);
    expect(await night('02')).toContainEqual({ id: `${airline.id}/2026-11-19` });
  });

  it('is one of twenty that are not over, at most', async () => {
    await sql(`insert into replays_replays (tenant, id, state, plan, requested_by, requested_at, position)
      select '${airline.id}', 'r-' || n, 'paused', '{}', 'x', now(), 1000 + n from generate_series(1, 18) as n`);
    const asked = await Promise.all([1, 2, 3, 4].map(() => airline.operator.send('POST', '/v1/replays', {})));
    expect(asked.map(({ status }) => status).toSorted((one, other) => one - other)).toStrictEqual([201, 201, 409, 409]);
    await sql(`insert into replays_replays (tenant, id, state, plan, requested_by, requested_at, position)
      select '${airline.id}', 'q-' || n, 'paused', '{}', 'x', now(), 2000 + n from generate_series(1, 2) as n`);
    expect((await airline.operator.refused('POST', '/v1/replays', {})).code).toBe('TOO_MANY_REPLAYS');
  });
});

/** Cancelling is put among what agents may do by themselves. */
function withoutAsking(): object {
  const { cancellation, ...approval } = DATA.airline.approval;
  return { airline: { ...DATA.airline, approval, allowed: { ...DATA.airline.allowed, cancellation } } };
}
