import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, type WritClient } from '#test/support/writ-client';

/** Without a worker nothing but the request itself can spread what it set. */
describe('a deployment-wide kill, with no worker', () => {
  const OPERATORS = 16;
  let writ: RunningWrit;
  let owner: WritClient;
  let busy: SeededTenant;
  let quiet: SeededTenant;
  let apis: string[];
  before(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    [busy, quiet] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
    apis = [writ.url, (await writ.startSecondApi()).url, (await writ.startSecondApi()).url];
  });
  after(() => writ.close());

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
    const on = { scope: 'tool', target: `tool-${i}`, reason: 'now and then' };
    let switched = 0;
    for (let n = 0; !stop.now; n += 1) {
      const answer = await at(busy.operator, i).send('POST', `/v1/controls/${n % 2 ? 'restore' : 'kill'}`, on);
      if (answer.status === 200) switched += 1;
      else assert.ok(['STREAM_BUSY', 'CONTROL_ALREADY_SET', 'CONTROL_NOT_SET'].includes(problemIn(answer).code));
    }
    return switched;
  }

  it('has stopped every tenant when it answers, however busy one of them is', async () => {
    const stop = { now: false };
    const operators = Array.from({ length: OPERATORS }, (_, i) => switching(i, stop));
    for (let round = 0; round < 6; round += 1) {
      await at(owner, round).post('/v1/controls/kill', { scope: 'global', reason: `round ${round}` });
      const stopped = await Promise.all([busy, quiet].map(({ id }) => isStopped(id)));
      assert.deepEqual(stopped, [true, true], `round ${round}`);
      await at(owner, round + 1).post('/v1/controls/restore', { scope: 'global', reason: 'over' });
      assert.deepEqual(await Promise.all([busy, quiet].map(({ id }) => isStopped(id))), [false, false], `round ${round}`);
    }
    stop.now = true;
    const switched = await Promise.all(operators);
    assert.ok(
      switched.every((times) => times > 0),
      'every operator got through',
    );
  });

  it('asked for again stops whoever was not reached, and then says that it is set', async () => {
    const told = { scope: 'global', target: null, reason: 'crashed here' };
    const [last] = (await writ.store.readStream('_deployment', 'controls/global')).slice(-1);
    assert.ok(last);
    const { actor, correlation, causation, trace, sealed } = last;
    const event = { id: crypto.randomUUID(), type: 'KillSwitchEngaged', schema: 1, data: told };
    await writ.store.append({
      tenant: '_deployment',
      writes: [
        { stream: 'controls/global', expect: 'any', events: [{ actor, correlation, causation, trace, sealed, ...event }] },
      ],
    });
    assert.equal(await isStopped(quiet.id), false);
    const again = await owner.refused('POST', '/v1/controls/kill', { scope: 'global', reason: 'again' });
    assert.equal(again.code, 'CONTROL_ALREADY_SET');
    assert.deepEqual(await Promise.all([busy, quiet].map(({ id }) => isStopped(id))), [true, true]);
    const [spread] = (await writ.store.readStream(quiet.id, 'controls/tenant')).slice(-1);
    assert.deepEqual([spread?.causation, spread?.data['reason']], [event.id, 'crashed here']);
    await owner.post('/v1/controls/restore', { scope: 'global', reason: 'over' });
  });
});
