import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { LedgerUnavailableError, type AppendRequest } from '#libs/event-sourcing';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, type WritClient } from '#test/support/writ-client';

/** No worker runs until the last case: nothing but the request itself can spread what it set. */
describe('a deployment-wide kill', () => {
  const OPERATORS = 16;
  let writ: RunningWrit;
  let owner: WritClient;
  let busy: SeededTenant;
  let quiet: SeededTenant;
  let apis: string[];
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    [busy, quiet] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
    apis = [writ.url, (await writ.startSecondApi()).url, (await writ.startSecondApi()).url];
  });
  afterAll(() => writ.close());

  const at = (client: WritClient, i: number) => client.at(apis[i % apis.length] as string);

  async function isStopped(tenant: string): Promise<boolean> {
    const events = await writ.store.readStream(tenant, 'controls/tenant');
    return (
      events.findLast(({ type, data }) => type.startsWith('KillSwitch') && data['scope'] === 'global')?.type ===
      'KillSwitchEngaged'
    );
  }

  /** An operator who switches a tool on and off, against all others, until told to stop. */
  async function switching(i: number, stop: { readonly now: boolean }): Promise<number> {
    const on = { scope: 'tool', target: `tool-${i}`, reason: 'now and then', forLater: true };
    let switched = 0;
    for (let n = 0; !stop.now; n += 1) {
      const answer = await at(busy.operator, i).send('POST', `/v1/controls/${n % 2 ? 'restore' : 'kill'}`, on);
      if (answer.status === 200) switched += 1;
      else expect(['STREAM_BUSY', 'CONTROL_ALREADY_SET', 'CONTROL_NOT_SET']).toContain(problemIn(answer).code);
    }
    return switched;
  }

  /** Where a crash would leave it: recorded for the deployment, and in no tenant's ledger. */
  async function recordKill(reason: string): Promise<string> {
    const [last] = (await writ.store.readStream('_deployment', 'controls/global')).slice(-1);
    assert(last);
    const { actor, correlation, causation, trace, sealed } = last;
    const event = {
      id: crypto.randomUUID(),
      type: 'KillSwitchEngaged',
      schema: 1,
      data: { scope: 'global', target: null, reason },
    };
    await writ.store.append({
      tenant: '_deployment',
      writes: [
        { stream: 'controls/global', expect: 'any', events: [{ actor, correlation, causation, trace, sealed, ...event }] },
      ],
    });
    expect(await isStopped(quiet.id)).toBe(false);
    return event.id;
  }

  it('has stopped every tenant when it answers, however busy one of them is', async () => {
    const stop = { now: false };
    const operators = Array.from({ length: OPERATORS }, (_, i) => switching(i, stop));
    for (let round = 0; round < 6; round += 1) {
      await at(owner, round).post('/v1/controls/kill', { scope: 'global', reason: `round ${round}` });
      const stopped = await Promise.all([busy, quiet].map(({ id }) => isStopped(id)));
      expectThat(`round ${round}`, stopped).toStrictEqual([true, true]);
      await at(owner, round + 1).post('/v1/controls/restore', { scope: 'global', reason: 'over' });
      expectThat(`round ${round}`, await Promise.all([busy, quiet].map(({ id }) => isStopped(id)))).toStrictEqual([false, false]);
    }
    stop.now = true;
    const switched = await Promise.all(operators);
    expectThat(
      'every operator got through',
      switched.every((times) => times > 0),
    ).toBe(true);
  });

  it('asked for again stops whoever was not reached, and then says that it is set', async () => {
    const id = await recordKill('crashed here');
    const again = await owner.refused('POST', '/v1/controls/kill', { scope: 'global', reason: 'again' });
    expect(again.code).toBe('CONTROL_ALREADY_SET');
    expect(await Promise.all([busy, quiet].map(({ id }) => isStopped(id)))).toStrictEqual([true, true]);
    const [spread] = (await writ.store.readStream(quiet.id, 'controls/tenant')).slice(-1);
    expect([spread?.causation, spread?.data['reason']]).toStrictEqual([id, 'crashed here']);
    await owner.post('/v1/controls/restore', { scope: 'global', reason: 'over' });
  });

  it('that cannot reach a tenant says so with its name, and reaches it when asked again', async () => {
    const append = writ.store.append.bind(writ.store);
    const cutOff = jest
      .spyOn(writ.store, 'append')
      .mockImplementation((request: AppendRequest) =>
        request.tenant === quiet.id ? Promise.reject(new LedgerUnavailableError('cut off')) : append(request),
      );
    const kill = { scope: 'global', reason: 'one is away' };
    const { status, headers, body } = await owner.send('POST', '/v1/controls/kill', kill);
    expect([status, body['code'], body['tenants']]).toStrictEqual([503, 'CONTROL_NOT_EVERYWHERE', [quiet.id]]);
    expect(headers.get('retry-after')).toBeTruthy();
    expect(await Promise.all([busy, quiet].map(({ id }) => isStopped(id)))).toStrictEqual([true, false]);
    cutOff.mockRestore();
    expect((await owner.refused('POST', '/v1/controls/kill', kill)).code).toBe('CONTROL_ALREADY_SET');
    expect(await isStopped(quiet.id)).toBe(true);
    await owner.post('/v1/controls/restore', { scope: 'global', reason: 'over' });
  });

  it('that died half-way is spread by a worker that starts, also when its event was reacted to before', async () => {
    await recordKill('crashed again');
    const passed = `insert into ledger_checkpoints (subscription, tenant, version, position) values ($1, '_deployment', 0, 1000000)`;
    const database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
    await database.query(passed, ['controls-spread-global']);
    await database.end();
    await writ.startWorker();
    await eventually('every tenant is stopped', async () =>
      (await Promise.all([busy, quiet].map(({ id }) => isStopped(id)))).every((stopped) => stopped),
    );
    await owner.post('/v1/controls/restore', { scope: 'global', reason: 'over' });
  });
});
