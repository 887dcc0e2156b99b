import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { StockOpa } from '#features/policy-distribution/testing/stock-opa';
import { execute } from '#libs/event-store-postgres/testing';
import type { ReplayReport } from '#libs/replay';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Problem, WritClient } from '#test/support/writ-client';

const APP = 'package app\n\nimport rego.v1\n\ndefault allow := false\n\nallow if input.arguments.amount <= 100\n';
const CANDIDATE = `package writ

default decision := {"verdict": "DENY", "rule": "not-listed", "reason": "no"}

decision := {"verdict": "ALLOW", "rule": "more", "reason": "fine"} if input.arguments.amount <= 1000
`;
const modules = { 'policy.rego': CANDIDATE };
const NDJSON = 'application/x-ndjson';

describe('a history that was not recorded here', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let rival: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
    rival = await writ.seedTenant(await writ.owner());
  });
  afterAll(() => writ.close());

  const bring = (body: string | Uint8Array, type = NDJSON, headers = {}, who: WritClient = acme.operator) => {
    const format = type === 'text/csv' ? 'csv' : 'opa-decision-log';
    return who.send<Problem & { digest: string; rows: number; ruled: number }>(
      'POST',
      `/v1/replay-histories?format=${format}`,
      body,
      {
        'content-type': type,
        ...headers,
      },
    );
  };

  async function replayed(request: object): Promise<ReplayReport> {
    const { id } = await acme.operator.post<{ id: string }>('/v1/replays', request);
    await eventually('the replay is completed', async () => {
      const { state, detail } = await acme.operator.get<{ state: string; detail: string | null }>(`/v1/replays/${id}`);
      if (state === 'failed') throw new Error(`it failed: ${detail}`);
      return state === 'completed';
    });
    const page = await acme.operator.send<string>('GET', `/v1/replays/${id}/report?format=html`);
    expect(page.body).toContain('which was not recorded here');
    return acme.operator.get<ReplayReport>(`/v1/replays/${id}/report`);
  }

  it('is what a stock OPA logged to its console, compressed or not', async () => {
    const opa = await StockOpa.start({ decision_logs: { console: true } }, 'none');
    try {
      const put = await fetch(`${opa.url}/v1/policies/app`, { method: 'PUT', body: APP });
      expectThat(await put.text(), put.status).toBe(200);
      for (const amount of [50, 500, 5_000])
        await opa.ask('app/allow', { tool: 'pay', agent: { id: 'bot' }, arguments: { amount } });
      await eventually('it has logged them', async () => opa.log.split('openpolicyagent.org/decision_logs').length === 4);
    } finally {
      await opa.stop();
    }
    const plain = await bring(opa.log);
    expectThat(JSON.stringify(plain.body), plain.status).toBe(200);
    expect(plain.body).toMatchObject({ format: 'opa-decision-log', rows: 3, ruled: 3 });
    const packed = await bring(gzipSync(opa.log), NDJSON, { 'content-encoding': 'gzip' });
    expect(packed.body).toStrictEqual(plain.body);

    const history = plain.body.digest;
    const report = await replayed({ history, candidate: { modules } });
    expect(report).toMatchObject({ source: 'opa-decision-log', history, from: 1, to: 3 });
    expectThat(JSON.stringify(report.differences), report.totals).toStrictEqual({
      decisions: 3,
      notReached: 0,
      factsMissing: 0,
      diverged: 0,
      same: 2,
      different: 1,
      knockOn: 0,
    });
    const [difference] = report.differences;
    expect(difference).toMatchObject({ severity: 'critical', cause: 'access_expanded', position: 2, tool: 'pay', agent: 'bot' });
    expect(difference?.after.why?.input).toStrictEqual(['input.arguments.amount']);
    expectThat('the same comes to the same', await replayed({ history, candidate: { modules } })).toStrictEqual(report);
    const part = await replayed({ history, candidate: { modules }, range: { from: 3 }, filter: { tools: ['pay'] } });
    expect(part.totals).toMatchObject({ decisions: 1, different: 0 });
    const ledger = await acme.operator.refused('POST', '/v1/replays', { history, range: { from: '2026-01-01T00:00:00Z' } });
    expect(ledger.code).toBe('INVALID_INPUT');
  });

  it('is a table of inputs, with what was decided or with a baseline', async () => {
    const { body } = await bring('tool,arguments.amount\npay,50\npay,5000\n', 'text/csv');
    expect(body).toMatchObject({ format: 'csv', rows: 2, ruled: 0 });
    const unruled = { history: body.digest, candidate: { modules } };
    expect((await acme.operator.refused('POST', '/v1/replays', unruled)).code).toBe('REPLAY_HISTORY_NOT_RULED');
    const told = await bring('@verdict,tool,arguments.amount\nDENY,pay,50\n,pay,50\nALLOW,pay,10\n', 'text/csv');
    const report = await replayed({ history: told.body.digest, candidate: { modules } });
    expect(report).toMatchObject({ source: 'csv', totals: { decisions: 3, factsMissing: 1, same: 1, different: 1 } });
  });

  it('is named where it is hostile', async () => {
    const bomb = gzipSync(Buffer.alloc(68_000_000, 0x20));
    for (const [body, type, headers, code] of [
      ['', NDJSON, {}, 'INVALID_INPUT'],
      ['{"level":"info"}\n', NDJSON, {}, 'REPLAY_HISTORY_UNREADABLE'],
      ['a,a\n1,2', 'text/csv', {}, 'REPLAY_HISTORY_UNREADABLE'],
      [bomb, NDJSON, { 'content-encoding': 'gzip' }, 'REPLAY_HISTORY_UNREADABLE'],
      [bomb.subarray(0, 9_000), NDJSON, { 'content-encoding': 'gzip' }, 'INVALID_INPUT'],
      ['no gzip', NDJSON, { 'content-encoding': 'gzip' }, 'INVALID_INPUT'],
      ['{}', NDJSON, { 'content-encoding': 'br' }, 'UNSUPPORTED_MEDIA_TYPE'],
      [Buffer.alloc(16_777_217, 0x0a), NDJSON, {}, 'BODY_TOO_LARGE'],
      ['{}', 'text/plain', {}, 'UNSUPPORTED_MEDIA_TYPE'],
    ] as const) {
      const answer = await bring(body, type, headers);
      expectThat(`${type} ${body.length}: ${JSON.stringify(answer.body)}`, answer.body.code).toBe(code);
    }
    expect((await acme.operator.send<Problem>('POST', '/v1/agents', 'a', { 'content-type': 'text/csv' })).body.code).toBe(
      'UNSUPPORTED_MEDIA_TYPE',
    );
    expectThat(
      'a body beyond 1 MiB is taken',
      (await bring(`{"decision_id":"d","input":{}}\n${' '.repeat(999)}\n`.repeat(2_000))).status,
    ).toBe(200);
  });

  it('is not reported on when its rows are not what its digest says', async () => {
    const { digest } = (await bring('@verdict,tool,arguments.amount\nDENY,pay,50\nDENY,pay,70\n', 'text/csv')).body;
    await execute(
      writ.databaseUrl,
      `update replays_history_rows set body = replace(body, '70', '71') where digest = '${digest}'`,
    );
    const { id } = await acme.operator.post<{ id: string }>('/v1/replays', { history: digest, candidate: { modules } });
    const failed = await eventually('the replay has failed', async () => {
      const { state, detail } = await acme.operator.get<{ state: string; detail: string | null }>(`/v1/replays/${id}`);
      return state === 'failed' && detail;
    });
    expect(failed).toMatch(/rows are not what its digest says/);
  });

  it('is its tenant’s alone, and can be forgotten', async () => {
    const { digest } = (await bring('tool\npay\n', 'text/csv')).body;
    const candidate = { modules };
    const kept = async (who: SeededTenant) =>
      (await who.operator.get<{ items: { digest: string }[] }>('/v1/replay-histories')).items.map((each) => each.digest);
    expect([(await kept(acme)).includes(digest), await kept(rival)]).toStrictEqual([true, []]);
    expect((await rival.operator.refused('POST', '/v1/replays', { history: digest, candidate })).code).toBe(
      'REPLAY_HISTORY_NOT_FOUND',
    );
    const drop = async (who: SeededTenant) => (await who.operator.send('DELETE', `/v1/replay-histories/${digest}`)).body;
    expect(await drop(rival)).toStrictEqual({ digest, dropped: false });
    expect((await bring('tool\npay\n', 'text/csv', {}, acme.agent)).status).toBe(403);
    expect(await drop(acme)).toStrictEqual({ digest, dropped: true });
    expect((await kept(acme)).includes(digest)).toBe(false);
    expect((await acme.operator.refused('POST', '/v1/replays', { history: digest, candidate })).code).toBe(
      'REPLAY_HISTORY_NOT_FOUND',
    );
    await execute(
      writ.databaseUrl,
      `insert into replays_histories (tenant, digest, format, rows, ruled)
       select '${rival.id}', 'd' || n, 'csv', 1, 0 from generate_series(1, 20) as n`,
    );
    expect((await bring('tool\npay\n', 'text/csv', {}, rival.operator)).body.code).toBe('TOO_MANY_REPLAY_HISTORIES');
  });
});
