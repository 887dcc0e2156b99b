import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { eventually } from '#test/support/conditions';
import { assertNothingLost, decideUntil, emptyLoad, told } from '#test/support/deciding-load';
import { holdLedger } from '#test/support/held-ledger';
import { checkAcknowledged } from '#test/support/race-history';
import { always, publishPolicy, RunningWrit, type ApiProcess, type SeededTenant } from '#test/support/running-writ';
import { startTestPostgres, type TestPostgres } from '#test/support/test-database';
import { problemIn, type Decision, type WritClient } from '#test/support/writ-client';

const CALLERS = 24;
const AWAY = ['LEDGER_UNAVAILABLE', 'DATABASE_UNAVAILABLE'];

describe('when PostgreSQL ends', () => {
  let server: TestPostgres;
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let api: ApiProcess;
  beforeAll(async () => {
    server = await startTestPostgres({ durable: true });
    writ = await RunningWrit.start({ databaseUrl: server.url });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
    api = await writ.startApiProcess();
  });
  afterAll(async () => {
    await writ?.close();
    await server.remove();
  });

  /** Reads and mutations that go on all the time; each is answered well or with a 503 that has a code. */
  async function operateUntil(stop: () => boolean, operator: WritClient, name: string): Promise<void> {
    for (let i = 0; !stop(); i += 1) {
      const answers = await Promise.all([
        operator.send('POST', '/v1/agents', { name: 'Bot' }, { 'idempotency-key': `${name}-${i}` }),
        operator.send('GET', '/v1/decisions?limit=5'),
        operator.send('GET', '/v1/policies'),
        operator.send('POST', '/v1/auth/token', acme.credentials),
        operator.send('GET', '/v1/ledger/export?from=1&to=50'),
      ]);
      for (const answer of answers)
        if (answer.status > 201) expectThat(JSON.stringify(answer.body), AWAY).toContain(problemIn(answer).code);
    }
  }

  it('PostgreSQL killed again and again under load loses nothing that was acknowledged, and service resumes by itself', async () => {
    const load = emptyLoad();
    let failed = false;
    let kills = 0;
    let next = 300;
    const callers = Array.from({ length: CALLERS }, (_, n) =>
      decideUntil(
        () => failed || (kills === 3 && load.acknowledged.size >= next),
        () => acme.agent.at(n % 2 ? api.url : writ.url),
        `pg-${n}`,
        load,
      ),
    );
    const killing = (async () => {
      for (; kills < 3; kills += 1) {
        await eventually('the load goes on', () => load.acknowledged.size >= next, 30_000);
        next = load.acknowledged.size + 300;
        process.kill(server.pid, 'SIGKILL');
      }
    })();
    const others = Array.from({ length: 8 }, (_, n) =>
      operateUntil(() => failed || kills === 3, acme.operator.at(n % 2 ? api.url : writ.url), `op-${n}`),
    );
    await Promise.all([...callers, ...others, killing]).finally(() => (failed = true));
    console.info(told(load));
    expectThat('the API was there all the time', load.unanswered).toBe(0);
    await assertNothingLost(writ.store, acme.id, load);
    for (const url of [writ.url, api.url])
      await eventually('ready again', async () => (await owner.at(url).send('GET', '/readyz')).status === 200);
    const { position } = await writ.store.head(acme.id);
    await eventually(
      'the read models follow again',
      async () =>
        (await acme.operator.send('GET', '/v1/decisions?limit=1', undefined, { 'writ-min-position': String(position) }))
          .status === 200,
    );
  });

  it('PostgreSQL away for everything else is a 503 with a code, and the process lives', async () => {
    process.kill(server.pid, 'SIGKILL');
    const asked = [
      '/v1/agents',
      '/v1/policies',
      '/v1/decisions',
      '/v1/controls',
      '/v1/ledger/head',
      '/v1/ledger/events',
      '/v1/ledger/verify',
      '/v1/sessions',
    ];
    const answers = await Promise.all(asked.map((path) => acme.operator.send('GET', path)));
    for (const [i, { status, body }] of answers.entries())
      expectThat(
        `${asked[i]}: ${JSON.stringify(body)}`,
        status === 200 || (status === 503 && ['DATABASE_UNAVAILABLE', 'LEDGER_UNAVAILABLE'].includes(String(body['code']))),
      ).toBe(true);
    expect((await owner.send('GET', '/healthz')).status).toBe(200);
    await eventually('ready again', async () => (await owner.send('GET', '/readyz')).status === 200);
  });

  it('a ledger that does not answer in time is LEDGER_UNAVAILABLE, and the repeat gives one decision', async () => {
    const release = await holdLedger(writ.databaseUrl, acme.id);
    const request = { sessionId: 's-late', requestId: 'late', tool: 'pay', arguments: {} };
    const late = await Promise.all([writ.url, api.url].map((url) => acme.agent.at(url).send('POST', '/v1/decisions', request)));
    await release();
    for (const answer of late)
      expect([problemIn(answer).code, answer.headers.get('retry-after')]).toStrictEqual(['LEDGER_UNAVAILABLE', '1']);
    const repeated = await Promise.all(
      [writ.url, api.url].map((url) => acme.agent.at(url).post<Decision>('/v1/decisions', request)),
    );
    expect(repeated[0]).toStrictEqual(repeated[1]);
    const events = await assertLedgerIsSound(writ.store, acme.id);
    expect(events.filter(({ data }) => data['requestId'] === 'late')).toHaveLength(1);
    checkAcknowledged(events, repeated);
  });
});
