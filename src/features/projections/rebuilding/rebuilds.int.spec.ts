import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { ToldStory, TURNS } from '#test/support/told-story';
import { toldProjections } from '#test/support/told-projections';
import type { WritClient } from '#test/support/writ-client';

type Kind = 'verify' | 'rebuild';

describe('the rows of a projection', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let other: SeededTenant;
  let database: pg.Client;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    other = await writ.seedTenant(owner);
    for (let n = 2; n <= 6; n += 1) for (const tenant of [acme, other]) await writ.registerAgent(tenant.operator, `agent-${n}`);
    database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await writ.close();
  });

  const told = async (operator: WritClient, name: string) =>
    (await toldProjections(operator)).find((each) => each.name === name) ?? assert.fail(`${name} is not listed`);
  const headOf = async (by: WritClient) => (await by.get<{ position: number }>('/v1/ledger/head')).position;
  const ask = ({ operator }: SeededTenant, kind: Kind, name = 'agents', key?: string) =>
    operator.send<{ run: string; ledger: object | null; code?: string }>(
      'POST',
      `/v1/projections/${name}/${kind}`,
      undefined,
      key === undefined ? {} : { 'idempotency-key': key },
    );
  async function over({ operator }: SeededTenant, kind: Kind, run: string, name = 'agents', withinMs = 15_000) {
    const last = async () => {
      const { lastVerification, lastRebuild } = await told(operator, name);
      return kind === 'verify' ? lastVerification : lastRebuild;
    };
    await eventually(`${kind} of ${name} is over`, async () => (await last())?.run === run, withinMs);
    return (await last()) ?? assert.fail();
  }
  const done = async (tenant: SeededTenant, kind: Kind, name = 'agents') => {
    await tenant.operator.get('/v1/agents', { 'writ-min-position': String(await headOf(tenant.operator)) });
    const { body } = await ask(tenant, kind, name);
    return over(tenant, kind, body.run, name);
  };
  const rowsOf = async ({ id }: SeededTenant) =>
    (await database.query<object>('select * from agents_agents where tenant = $1 order by id', [id])).rows;
  /** What nobody should do, as the owner of the tables. */
  async function damage({ id }: SeededTenant): Promise<void> {
    await database.query(`delete from agents_agents where tenant = $1 and id = 'agent-2'`, [id]);
    await database.query(`update agents_agents set name = 'Somebody' where tenant = $1 and id = 'agent-3'`, [id]);
    await database.query(
      `insert into agents_agents select (jsonb_populate_record(a, '{"id": "ghost"}')).* from agents_agents as a
       where tenant = $1 and id = 'agent-4'`,
      [id],
    );
  }

  it('are what the events come to, for every list, whatever happened, and the ledger says so', async () => {
    const lists = (await toldProjections(acme.operator)).filter(({ kind }) => kind === 'list');
    expect(lists.length).toBeGreaterThan(20);
    const story = await ToldStory.begin(acme);
    for (const [number, turn] of [...TURNS, ...TURNS].entries()) await story.take(turn, number);
    let rows = 0;
    for (const { name } of lists) {
      const found = await done(acme, 'verify', name);
      rows += found.rows ?? 0;
      expectThat(`${name} ${JSON.stringify(found)}`, [found.result, found.missing, found.extra, found.other]).toStrictEqual([
        'same',
        0,
        0,
        0,
      ]);
    }
    const found = (await told(acme.operator, 'agents')).lastVerification ?? assert.fail();
    expectThat('rows of all of them', rows).toBeGreaterThanOrEqual(50);
    expect([found.live, found.rebuilt]).toStrictEqual([expect.stringMatching(/^[0-9a-f]{64}$/), found.live]);
    const { events } = await writ.store.readTypes(acme.id, 1, 200, ['ProjectionVerified']);
    expect(events.map(({ data }) => data['projection'])).toStrictEqual(lists.map(({ name }) => name));
    expect(events[0]?.actor).toStrictEqual({ kind: 'system', id: 'run-rebuilds' });
  });

  it('that somebody changed are told one by one, and put right by a rebuild, at once', async () => {
    const [before, theirs] = [await rowsOf(acme), await rowsOf(other)];
    await damage(acme);
    const found = await done(acme, 'verify');
    expect([found.result, found.missing, found.extra, found.other, found.written]).toStrictEqual(['different', 1, 1, 1, null]);
    expect(found.examples).toStrictEqual([
      { table: 'agents_agents', key: '["agent-2"]', is: 'missing' },
      { table: 'agents_agents', key: '["agent-3"]', is: 'other' },
      { table: 'agents_agents', key: '["ghost"]', is: 'extra' },
    ]);
    expectThat('a verification changes nothing', (await rowsOf(acme)).length).toBe(before.length);

    const damaged = JSON.stringify(await rowsOf(acme));
    const seen = new Set<string>();
    let isOver = false;
    const looking = (async () => {
      while (!isOver) seen.add(JSON.stringify(await rowsOf(acme)));
    })();
    const rebuilt = await done(acme, 'rebuild');
    isOver = true;
    await looking;
    expect([rebuilt.result, rebuilt.written]).toStrictEqual(['different', 3]);
    expect([rebuilt.live === found.live, rebuilt.rebuilt === found.rebuilt]).toStrictEqual([true, true]);
    expect(await rowsOf(acme)).toStrictEqual(before);
    for (const rows of seen) expectThat('old rows or new rows', [damaged, JSON.stringify(before)]).toContain(rows);
    expect(await rowsOf(other)).toStrictEqual(theirs);
    expect((await told(other.operator, 'agents')).lastRebuild).toBeNull();

    const again = await done(acme, 'rebuild');
    expect([again.result, again.written, again.live]).toStrictEqual(['same', 0, rebuilt.rebuilt]);
  });

  it('are followed while they are made anew', async () => {
    const { body } = await ask(acme, 'rebuild');
    await writ.registerAgent(acme.operator, 'agent-late');
    const position = String(await headOf(acme.operator));
    const { items } = await acme.operator.get<{ items: { id: string }[] }>('/v1/agents', { 'writ-min-position': position });
    expect(items.map(({ id }) => id)).toContain('agent-late');
    await over(acme, 'rebuild', body.run);
    expect((await done(acme, 'verify')).result).toBe('same');
  });

  it('are looked after by one run at a time, which the same key asks for once', async () => {
    await writ.stopWorker();
    const first = await ask(acme, 'rebuild', 'agents', 'once');
    expect([first.status, (await ask(acme, 'rebuild', 'agents', 'once')).body.run]).toStrictEqual([201, first.body.run]);
    for (const kind of ['verify', 'rebuild'] as const) {
      const busy = await ask(acme, kind);
      expect([busy.status, busy.body.code]).toStrictEqual([409, 'PROJECTION_BUSY']);
    }
    await writ.startWorker();
    await over(acme, 'rebuild', first.body.run);
    const { events } = await writ.store.readTypes(acme.id, 1, 500, ['ProjectionRunRequested', 'ProjectionRebuilt']);
    expect(events.filter(({ data }) => data['run'] === first.body.run).map(({ type }) => type)).toStrictEqual([
      'ProjectionRunRequested',
      'ProjectionRebuilt',
    ]);
  });

  it('are as they were when whoever makes them anew is killed, and another one begins again', async () => {
    await writ.stopWorker();
    await damage(acme);
    const { body } = await ask(acme, 'rebuild');
    // Whoever holds the checkpoint keeps the last step from beginning.
    const holder = new pg.Client({ connectionString: writ.databaseUrl });
    await holder.connect();
    await holder.query('begin');
    await holder.query(`select 1 from ledger_checkpoints where tenant = $1 and subscription = 'agents' for update`, [acme.id]);
    const damaged = await rowsOf(acme);
    const killed = await writ.startWorkerProcess();
    await eventually('it waits with everything folded', async () => {
      const { rows } = await database.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where application_name = 'writ-rebuild' and wait_event_type = 'Lock'`,
      );
      return rows[0]?.n === 1;
    });
    const held = await database.query('select 1 from projections_work where run = $1 and held_until > now()', [body.run]);
    expectThat('it has the projection stand still meanwhile', held.rowCount).toBe(1);
    process.kill(killed.pid, 'SIGKILL');
    await killed.ended;
    await holder.end();
    expect(await rowsOf(acme)).toStrictEqual(damaged);
    await writ.startWorker();
    // What the killed one held of the queue is taken from it after a while.
    const rebuilt = await over(acme, 'rebuild', body.run, 'agents', 60_000);
    expect([rebuilt.missing, rebuilt.extra, rebuilt.other, rebuilt.written]).toStrictEqual([1, 1, 1, 3]);
    expect((await done(acme, 'verify')).result).toBe('same');
  });

  it('that are in place already are told as they were found, once', async () => {
    await writ.stopWorker();
    const { body } = await ask(acme, 'rebuild');
    const counts = { rows: 12, missing: 5, extra: 0, other: 0 };
    const compared = { version: 1, position: 7, live: 'a', rebuilt: 'b', ...counts, examples: [] };
    const kept = JSON.stringify({ compared, written: 5 });
    await database.query('insert into projections_work (tenant, run, outcome) values ($1, $2, $3)', [acme.id, body.run, kept]);
    await writ.startWorker();
    const found = await over(acme, 'rebuild', body.run);
    expect([found.result, found.position, found.missing, found.written]).toStrictEqual(['different', 7, 5, 5]);
    const left = async () => (await database.query('select 1 from projections_work where run = $1', [body.run])).rowCount;
    await eventually('nothing of it is kept', async () => (await left()) === 0);
  });

  it('are not made anew past an event that nobody had passed over', async () => {
    await eventually('it has caught up', async () => (await told(other.operator, 'agents')).lagEvents === 0);
    // As if the projection had become stricter: it applied what it cannot apply now.
    const { position } = await told(other.operator, 'agents');
    await writ.stopWorker();
    const data = { agent: 'nobody', keyId: null, secretHash: 'x' };
    const nobody = {
      actor: { kind: 'system', id: 'spec' },
      correlation: null,
      causation: null,
      trace: null,
      sealed: null,
    } as const;
    const event = { id: crypto.randomUUID(), type: 'AgentKeyIssued', schema: 1, data, ...nobody };
    await writ.store.append({ tenant: other.id, writes: [{ stream: 'agent/nobody', expect: 'any', events: [event] }] });
    await database.query(`update ledger_checkpoints set position = $2 where tenant = $1 and subscription = 'agents'`, [
      other.id,
      position + 1,
    ]);
    const before = await rowsOf(other);
    await writ.startWorker();
    const { body } = await ask(other, 'rebuild');
    const failed = await over(other, 'rebuild', body.run);
    expect([failed.result, failed.detail?.includes(`event ${position + 1} (AgentKeyIssued)`)]).toStrictEqual(['failed', true]);
    expect(await rowsOf(other)).toStrictEqual(before);
  });

  it('are refused to whom they are not for, and where there are none', async () => {
    expect((await acme.operator.refused('POST', '/v1/projections/approvals-expire/verify')).code).toBe('PROJECTION_HAS_NO_ROWS');
    expect((await acme.operator.refused('POST', '/v1/projections/nothing/rebuild')).code).toBe('PROJECTION_NOT_FOUND');
    expect((await acme.agent.refused('POST', '/v1/projections/agents/rebuild')).status).toBe(403);
    expect((await acme.agent.refused('GET', '/v1/projections')).status).toBe(403);
  });
});
