import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { toldProjections } from '#test/support/told-projections';

interface Cancelled {
  readonly run: string;
  readonly kind: string;
  readonly ledger: { readonly position: number } | null;
  readonly code?: string;
}

describe('a verification or a rebuild that is cancelled', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let database: pg.Client;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
    for (let n = 2; n <= 4; n += 1) await writ.registerAgent(acme.operator, `agent-${n}`);
    database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await writ.close();
  });

  const told = async (name = 'agents') =>
    (await toldProjections(acme.operator)).find((each) => each.name === name) ?? assert.fail(`${name} is not listed`);
  const ask = async (kind: 'verify' | 'rebuild', name = 'agents') =>
    (await acme.operator.post<{ run: string }>(`/v1/projections/${name}/${kind}`)).run;
  const cancel = () => acme.operator.post<Cancelled>('/v1/projections/agents/cancel');
  const verified = async (run: string, name = 'agents') => {
    await eventually(`${name} is verified`, async () => (await told(name)).lastVerification?.run === run);
    return (await told(name)).lastVerification?.result;
  };
  const recorded = async (run: string) => {
    const types = ['ProjectionRunRequested', 'ProjectionRunCancelled', 'ProjectionRebuilt', 'ProjectionVerified'];
    const { events } = await writ.store.readTypes(acme.id, 1, 500, types);
    return events.filter(({ data }) => data['run'] === run).map(({ type }) => type);
  };
  const isKept = async (run: string) =>
    (await database.query('select 1 from projections_work where run = $1', [run])).rowCount === 1;
  const damage = () => database.query(`delete from agents_agents where tenant = $1 and id = 'agent-2'`, [acme.id]);

  /** While whoever reads, or writes, rows of agents waits for somebody else. */
  async function whileWaiting(when: 'for select using' | 'for insert with check', work: () => Promise<void>): Promise<void> {
    const holder = new pg.Client({ connectionString: writ.databaseUrl });
    await holder.connect();
    try {
      await holder.query('select pg_advisory_lock(42)');
      await database.query(
        `create policy waits on agents_agents as restrictive ${when} (pg_advisory_xact_lock_shared(42) is not null)`,
      );
      await work();
    } finally {
      await holder.end();
    }
    await database.query('drop policy waits on agents_agents');
  }
  const waits = () =>
    eventually('the work waits', async () => {
      const { rowCount } = await database.query(
        `select 1 from pg_stat_activity where application_name = 'writ-rebuild' and wait_event_type = 'Lock'`,
      );
      return rowCount === 1;
    });

  it('before anybody began is over, is told as such, and another one can be asked for', async () => {
    await writ.stopWorker();
    const run = await ask('verify');
    const cancelled = await cancel();
    expect([cancelled.run, cancelled.kind]).toStrictEqual([run, 'verify']);
    const [event] = await writ.store.readLedger(acme.id, cancelled.ledger?.position ?? 0, 1);
    expect([event?.type, event?.data['run'], event?.actor.kind]).toStrictEqual(['ProjectionRunCancelled', run, 'user']);
    expectThat('cancelled once more', await cancel()).toStrictEqual({ ...cancelled, ledger: null });
    const next = await ask('verify');
    await writ.startWorker();
    expect(await verified(next)).toBe('same');
    expect(await recorded(run)).toStrictEqual(['ProjectionRunRequested', 'ProjectionRunCancelled']);
  });

  it('is refused where there is nothing to cancel, and to whom it is not for', async () => {
    const refused = async (name: string) => (await acme.operator.refused('POST', `/v1/projections/${name}/cancel`)).code;
    expect(await Promise.all(['tools', 'approvals-expire', 'nothing'].map(refused))).toStrictEqual([
      'PROJECTION_RUN_NOT_UNDER_WAY',
      'PROJECTION_RUN_NOT_UNDER_WAY',
      'PROJECTION_NOT_FOUND',
    ]);
    expect((await acme.agent.refused('POST', '/v1/projections/agents/cancel')).status).toBe(403);
  });

  it('while its rows are read ends at once, and leaves whoever worked on it to others', async () => {
    await whileWaiting('for select using', async () => {
      const run = await ask('rebuild');
      await waits();
      const query = 'mutation { cancelProjectionRun(projection: "agents") { run kind } }';
      const answer = await acme.operator.post<{ data: object }>('/graphql', { query });
      expect(answer.data).toStrictEqual({ cancelProjectionRun: { run, kind: 'rebuild' } });
      await eventually('it is told', async () => (await told()).lastRebuild?.result === 'cancelled');
      expect((await told()).run).toBeNull();
      expect(await verified(await ask('verify', 'tools'), 'tools')).toBe('same');
      await eventually('nothing of it is kept', async () => !(await isKept(run)));
    });
    expect(await verified(await ask('verify'))).toBe('same');
  });

  it('while its rows are written is let finish, and the ledger says what was written', async () => {
    await damage();
    let run = '';
    await whileWaiting('for insert with check', async () => {
      run = await ask('rebuild');
      await waits();
      await cancel();
    });
    await eventually('it is recorded', async () => (await recorded(run)).length === 3);
    expect(await recorded(run)).toStrictEqual(['ProjectionRunRequested', 'ProjectionRunCancelled', 'ProjectionRebuilt']);
    await eventually('it is told', async () => (await told()).lastRebuild?.written === 1);
    expect(await verified(await ask('verify'))).toBe('same');
  });

  it('after its rows were written, by whoever did not get to say so, is recorded by the next', async () => {
    await writ.stopWorker();
    const run = await ask('rebuild');
    const counts = { rows: 12, missing: 5, extra: 0, other: 0 };
    const compared = { version: 1, position: 7, live: 'a', rebuilt: 'b', ...counts, examples: [] };
    const kept = JSON.stringify({ compared, written: 5 });
    await database.query('insert into projections_work (tenant, run, outcome) values ($1, $2, $3)', [acme.id, run, kept]);
    await cancel();
    await writ.startWorker();
    await eventually('it is recorded', async () => (await recorded(run)).includes('ProjectionRebuilt'));
    await eventually('nothing of it is kept', async () => !(await isKept(run)));
  });
});
