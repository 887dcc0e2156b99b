import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { Controls } from '#features/controls/contract';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { PlanArtifacts } from '../../src/features/policies/plan-artifacts.js';
import { eventually } from '#test/support/conditions';
import { decideUntil, emptyLoad, type Load } from '#test/support/deciding-load';
import { checkAcknowledged, checkDecisions } from '#test/support/race-history';
import { addRevision, always, publishPolicy, RunningWrit, type ApiProcess, type SeededTenant } from '#test/support/running-writ';
import { startTestPostgres, type TestPostgres } from '#test/support/test-database';
import { problemIn, type Decision, type WritClient } from '#test/support/writ-client';

const CALLERS = 24;
const AWAY = ['LEDGER_UNAVAILABLE', 'DATABASE_UNAVAILABLE'];

describe('when things break', () => {
  let server: TestPostgres;
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let api: ApiProcess;
  before(async () => {
    server = await startTestPostgres({ durable: true });
    writ = await RunningWrit.start({ databaseUrl: server.url });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
    api = await writ.startApiProcess();
  });
  after(async () => {
    await writ?.close();
    await server.remove();
  });

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: writ.databaseUrl });
    await client.connect();
    return client;
  }

  /** Lets no append of the tenant commit until the returned function is called. */
  async function holdLedger(): Promise<() => Promise<void>> {
    const holder = await connect();
    await holder.query('begin');
    await holder.query('select * from ledger_heads where tenant = $1 for update', [acme.id]);
    return async () => {
      await holder.query('commit');
      await holder.end();
    };
  }

  /** Every answer anybody got is in the ledger, once and as told, and nothing else is. */
  async function assertNothingLost(load: Load, tenant = acme.id): Promise<void> {
    const events = await assertLedgerIsSound(writ.store, tenant);
    const told = [...load.acknowledged.values()];
    checkAcknowledged(events, told);
    checkDecisions(events);
    const recorded = events.filter(
      ({ type, data }) => type === 'DecisionRecorded' && load.acknowledged.has(String(data['requestId'])),
    );
    assert.equal(recorded.length, load.acknowledged.size, 'one decision for each request id');
    assert.equal(new Set(told.map(({ decisionId }) => decisionId)).size, told.length);
  }
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
        if (answer.status > 201) assert.ok(AWAY.includes(problemIn(answer).code), JSON.stringify(answer.body));
    }
  }
  const told = (load: Load) =>
    `${load.acknowledged.size} acknowledged; refused ${JSON.stringify([...load.refused])}; unanswered ${load.unanswered}`;

  it('PostgreSQL killed again and again under load loses nothing that was acknowledged, and service resumes by itself', async (t) => {
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
    t.diagnostic(told(load));
    assert.equal(load.unanswered, 0, 'the API was there all the time');
    await assertNothingLost(load);
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
      assert.ok(
        status === 200 || (status === 503 && ['DATABASE_UNAVAILABLE', 'LEDGER_UNAVAILABLE'].includes(String(body['code']))),
        `${asked[i]}: ${JSON.stringify(body)}`,
      );
    assert.equal((await owner.send('GET', '/healthz')).status, 200);
    await eventually('ready again', async () => (await owner.send('GET', '/readyz')).status === 200);
  });

  it('a ledger that does not answer in time is LEDGER_UNAVAILABLE, and the repeat gives one decision', async () => {
    const release = await holdLedger();
    const request = { sessionId: 's-late', requestId: 'late', tool: 'pay', arguments: {} };
    const late = await Promise.all([writ.url, api.url].map((url) => acme.agent.at(url).send('POST', '/v1/decisions', request)));
    await release();
    for (const answer of late)
      assert.deepEqual([problemIn(answer).code, answer.headers.get('retry-after')], ['LEDGER_UNAVAILABLE', '1']);
    const repeated = await Promise.all(
      [writ.url, api.url].map((url) => acme.agent.at(url).post<Decision>('/v1/decisions', request)),
    );
    assert.deepEqual(repeated[0], repeated[1]);
    const events = await assertLedgerIsSound(writ.store, acme.id);
    assert.equal(events.filter(({ data }) => data['requestId'] === 'late').length, 1);
    checkAcknowledged(events, repeated);
  });

  it('an API process killed under load loses nothing that was acknowledged, and repeats give the same answers', async (t) => {
    const load = emptyLoad();
    let current = await writ.startApiProcess();
    let failed = false;
    let kills = 0;
    const callers = Array.from({ length: CALLERS }, (_, n) =>
      decideUntil(
        () => failed || kills === 3,
        () => acme.agent.at(current.url),
        `api-${n}`,
        load,
      ),
    );
    const killing = (async () => {
      while (kills < 3) {
        const enough = load.acknowledged.size + 200;
        await eventually('the load goes on', () => load.acknowledged.size >= enough, 30_000);
        process.kill(current.pid, 'SIGKILL');
        await current.ended;
        current = await writ.startApiProcess();
        kills += 1;
      }
    })();
    await Promise.all([...callers, killing]).finally(() => (failed = true));
    t.diagnostic(told(load));
    assert.ok(load.unanswered > 0, 'somebody noticed');
    await assertNothingLost(load);
    const [requestId = '', first] = [...load.acknowledged][0] ?? [];
    const name = requestId.slice(0, requestId.lastIndexOf('-'));
    const again = await acme.agent
      .at(api.url)
      .post<Decision>('/v1/decisions', { sessionId: `session-of-${name}`, requestId, tool: 'pay', arguments: { i: 0 } });
    assert.deepEqual(again, first);
  });

  it('an API process told to stop answers what is under way, and then is gone', async () => {
    const stopping = await writ.startApiProcess();
    const agent = acme.agent.at(stopping.url);
    await agent.decide('s-warm', 'pay');
    const release = await holdLedger();
    const watcher = await connect();
    const underWay = Array.from({ length: 20 }, (_, n) => agent.decide(`s-stop-${n}`, 'pay'));
    await eventually('the ledger waits', async () => {
      const { rowCount } = await watcher.query(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return (rowCount ?? 0) > 0;
    });
    await owner.at(stopping.url).send('GET', '/healthz');
    process.kill(stopping.pid, 'SIGTERM');
    await Promise.all([release(), watcher.end()]);
    const answers = await Promise.all(underWay);
    checkAcknowledged(await assertLedgerIsSound(writ.store, acme.id), answers);
    assert.deepEqual(await stopping.ended, { code: 0, signal: null });
    await assert.rejects(agent.send('GET', '/healthz'));
  });

  describe('half-way through', () => {
    it('creating a tenant, there is none, and creating it again gives one under the controls of that moment', async () => {
      await owner.post('/v1/controls/kill', { scope: 'global', reason: 'first' });
      // Where a crash would leave it: the controls were inherited, the tenant was not yet recorded.
      await writ.api.app.get(Controls).inheritGlobal('ghost');
      assert.equal((await owner.refused('GET', '/v1/tenants/ghost')).code, 'NOT_FOUND');
      assert.equal(
        (await owner.refused('POST', '/v1/tenants/ghost/operators', { name: 'x', roles: ['viewer'] })).code,
        'NOT_FOUND',
      );
      await owner.post('/v1/controls/restore', { scope: 'global', reason: 'over' });
      const ghost = await writ.seedTenant(owner, 'ghost');
      await publishPolicy(ghost.operator, 'gate', always('ALLOW'));
      assert.equal(
        (await ghost.agent.decide('s', 'pay')).verdict,
        'ALLOW',
        'the kill that was lifted meanwhile covers it no more',
      );
    });

    it('adding a revision, there is none, and adding it again gives it', async () => {
      await acme.operator.post('/v1/policies', { id: 'half', name: 'Half' });
      await writ.api.app.get(PlanArtifacts).store(acme.id, Buffer.from('{}'), { half: true });
      assert.equal(
        (await acme.operator.refused('POST', '/v1/policies/half/revisions/1/publish')).code,
        'POLICY_REVISION_NOT_FOUND',
      );
      assert.equal(await addRevision(acme.operator, 'half', always('DENY'), { half: true }), 1);
    });

    it('publishing, either the revision is published and active or neither', async () => {
      for (const verdict of ['ALLOW', 'DENY']) await addRevision(acme.operator, 'torn', always(verdict));
      for (let round = 0; round < 3; round += 1) {
        const doomed = await writ.startApiProcess();
        const before_ = (await writ.store.head(acme.id)).position;
        const publishing = Array.from({ length: 10 }, (_, i) =>
          acme.operator.at(doomed.url).send('POST', `/v1/policies/torn/revisions/${1 + (i % 2)}/publish`),
        );
        const settled = Promise.allSettled(publishing);
        await eventually('some are published', async () => (await writ.store.head(acme.id)).position >= before_ + 2 + round * 2);
        process.kill(doomed.pid, 'SIGKILL');
        await Promise.all([settled, doomed.ended]);
      }
      const events = await assertLedgerIsSound(writ.store, acme.id);
      const published = events.filter(({ type }) => type === 'PolicyPublished');
      assert.ok(published.length > 3);
      for (const { position, data } of published) {
        const activated = events[position];
        assert.equal(activated?.type, 'PolicyActivated');
        const { policy } = activated.data as { policy: { id: string; revision: number; digest: string } };
        assert.deepEqual([policy.id, policy.revision, policy.digest], [data['policy'], data['revision'], data['digest']]);
      }
      assert.equal(events.filter(({ type }) => type === 'PolicyActivated').length, published.length);
    });
  });
});
