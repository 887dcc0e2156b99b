import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { Controls } from '#features/controls/contract';
import { assertWholePublications } from '#features/policies/testing/whole-publications';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { PolicyTexts } from '../../src/features/policies/taking-in/policy-texts.js';
import { eventually } from '#test/support/conditions';
import { assertNothingLost, decideUntil, emptyLoad, told } from '#test/support/deciding-load';
import { holdLedger } from '#test/support/held-ledger';
import { checkAcknowledged } from '#test/support/race-history';
import { addRevision, always, publishPolicy, RunningWrit, type ApiProcess, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';

const CALLERS = 24;

describe('when an API process ends', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let api: ApiProcess;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
    api = await writ.startApiProcess();
  });
  afterAll(() => writ.close());

  it('an API process killed under load loses nothing that was acknowledged, and repeats give the same answers', async () => {
    const load = emptyLoad();
    let current = await writ.startApiProcess();
    let failed = false;
    let kills = 0;
    const callers = Array.from({ length: CALLERS }, (_, n) =>
      decideUntil(
        () => failed || kills === 2,
        () => acme.agent.at(current.url),
        `api-${n}`,
        load,
      ),
    );
    const killing = (async () => {
      while (kills < 2) {
        const enough = load.acknowledged.size + 200;
        await eventually('the load goes on', () => load.acknowledged.size >= enough, 30_000);
        process.kill(current.pid, 'SIGKILL');
        await current.ended;
        current = await writ.startApiProcess();
        kills += 1;
      }
    })();
    await Promise.all([...callers, killing]).finally(() => (failed = true));
    console.info(told(load));
    expectThat('somebody noticed', load.unanswered).toBeGreaterThan(0);
    await assertNothingLost(writ.store, acme.id, load);
    const [requestId = '', first] = [...load.acknowledged][0] ?? [];
    const name = requestId.slice(0, requestId.lastIndexOf('-'));
    const again = await acme.agent
      .at(api.url)
      .post<Decision>('/v1/decisions', { sessionId: `session-of-${name}`, requestId, tool: 'pay', arguments: { i: 0 } });
    expect(again).toStrictEqual(first);
  });

  it('an API process told to stop answers what is under way, and then is gone', async () => {
    const stopping = await writ.startApiProcess();
    const agent = acme.agent.at(stopping.url);
    await agent.decide('s-warm', 'pay');
    const release = await holdLedger(writ.databaseUrl, acme.id);
    const watcher = new pg.Client({ connectionString: writ.databaseUrl });
    await watcher.connect();
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
    expect(await stopping.ended).toStrictEqual({ code: 0, signal: null });
    await expect(agent.send('GET', '/healthz')).rejects.toThrow();
  });

  describe('half-way through', () => {
    it('creating a tenant, there is none, and creating it again gives one under the controls of that moment', async () => {
      await owner.post('/v1/controls/kill', { scope: 'global', reason: 'first' });
      // Where a crash would leave it: the controls were inherited, the tenant was not yet recorded.
      await writ.api.app.get(Controls).inheritGlobal('ghost');
      expect((await owner.refused('GET', '/v1/tenants/ghost')).code).toBe('NOT_FOUND');
      expect((await owner.refused('POST', '/v1/tenants/ghost/operators', { name: 'x', roles: ['viewer'] })).code).toBe(
        'NOT_FOUND',
      );
      await owner.post('/v1/controls/restore', { scope: 'global', reason: 'over' });
      const ghost = await writ.seedTenant(owner, 'ghost');
      await publishPolicy(ghost.operator, 'gate', always('ALLOW'));
      expectThat('the kill that was lifted meanwhile covers it no more', (await ghost.agent.decide('s', 'pay')).verdict).toBe(
        'ALLOW',
      );
    });

    it('adding a revision, there is none, and adding it again gives it', async () => {
      await acme.operator.post('/v1/policies', { id: 'half', name: 'Half' });
      await writ.api.app.get(PolicyTexts).store(acme.id, [Buffer.from('{}'), Buffer.from('{"half":true}')]);
      expect((await acme.operator.refused('POST', '/v1/policies/half/revisions/1/publish')).code).toBe(
        'POLICY_REVISION_NOT_FOUND',
      );
      expect(await addRevision(acme.operator, 'half', always('DENY'), { half: true })).toBe(1);
    });

    it('publishing and rolling back, either the revision is published and active or neither', async () => {
      const policies = ['torn', 'worn'];
      for (const policy of policies)
        for (const verdict of ['ALLOW', 'DENY']) await addRevision(acme.operator, policy, always(verdict));
      for (let round = 0; round < 2; round += 1) {
        const doomed = await writ.startApiProcess();
        const operator = acme.operator.at(doomed.url);
        const before_ = (await writ.store.head(acme.id)).position;
        /** Whatever each policy can do next, until there is no answer any more. */
        const working = policies.map(async (policy) => {
          for (let i = 0; ; i += 1) {
            const on = `/v1/policies/${policy}/revisions/${1 + (i % 2)}`;
            for (const step of ['submit', 'approve', 'publish']) await operator.send('POST', `${on}/${step}`);
            if (i % 3 === 2) await operator.send('POST', `/v1/policies/${policy}/rollback`, { reason: 'x' });
          }
        });
        const settled = Promise.allSettled(working);
        await eventually('some are published', async () => (await writ.store.head(acme.id)).position >= before_ + 25 + round * 4);
        process.kill(doomed.pid, 'SIGKILL');
        await Promise.all([settled, doomed.ended]);
      }
      const published = assertWholePublications(await assertLedgerIsSound(writ.store, acme.id));
      expectThat(`${published} publications`, published).toBeGreaterThan(6);
    });
  });
});
