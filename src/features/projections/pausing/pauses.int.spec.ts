import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { ProjectionLag } from '#platform/ledger/postgres-ledger';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { toldProjections } from '#test/support/told-projections';
import type { WritClient } from '#test/support/writ-client';

describe('a projection that is paused', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let other: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start({ env: { WRIT_READ_WAIT_MS: '10000' } });
    const owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    other = await writ.seedTenant(owner);
  });
  afterAll(() => writ.close());

  const told = async (operator: WritClient, name: string) =>
    (await toldProjections(operator)).find((each) => each.name === name) ?? assert.fail(`${name} is not listed`);
  const head = async (by: WritClient) => String((await by.get<{ position: number }>('/v1/ledger/head')).position);
  const agents = async (by: WritClient, position: string) =>
    (await by.get<{ items: { id: string }[] }>('/v1/agents', { 'writ-min-position': position })).items.map(({ id }) => id);

  it('stands still for its tenant alone, holds up no other, says so, and catches up when it goes on', async () => {
    const { operator } = acme;
    await agents(operator, await head(operator));
    const paused = await operator.post<{ paused: boolean; ledger: { position: number } }>('/v1/projections/agents/pause', {
      reason: 'a look at it',
    });
    const [event] = await writ.store.readLedger(acme.id, paused.ledger.position, 1);
    expect([event?.type, event?.data['projection'], event?.data['reason']]).toStrictEqual([
      'ProjectionPaused',
      'agents',
      'a look at it',
    ]);
    await eventually('the worker knows', async () => (await told(operator, 'agents')).state === 'paused');
    // What was found a moment ago is gone by for half a second.
    const stood = await standing(operator);
    for (const tenant of [acme, other]) await writ.registerAgent(tenant.operator, 'agent-2');
    const position = await head(operator);
    await operator.get('/v1/sessions', { 'writ-min-position': position });
    expectThat('nobody else waits', await agents(other.operator, await head(other.operator))).toStrictEqual([
      'agent-1',
      'agent-2',
    ]);
    const refused = await operator.send<{ code: string; detail: string }>('GET', '/v1/agents', undefined, {
      'writ-min-position': position,
    });
    expect([refused.status, refused.body.code, refused.body.detail]).toStrictEqual([
      409,
      'READ_MODEL_PAUSED',
      expect.stringContaining('agents'),
    ]);
    expect((await operator.get<{ items: { id: string }[] }>('/v1/agents')).items.map(({ id }) => id)).toStrictEqual(['agent-1']);
    const now = await told(operator, 'agents');
    expect([now.state, now.position, now.paused?.reason]).toStrictEqual(['paused', stood, 'a look at it']);
    expect(now.lagEvents).toBeGreaterThanOrEqual(2);
    const lag = writ.api.app.get(ProjectionLag);
    await eventually('it is not behind for readiness', async () => (await lag.of(['agents'])).get('agents')?.events === 0);
    expect((await told(other.operator, 'agents')).paused).toBeNull();

    expect((await operator.post<{ ledger: object | null }>('/v1/projections/agents/pause', { reason: 'x' })).ledger).toBeNull();
    expect((await operator.post<{ paused: boolean }>('/v1/projections/agents/resume')).paused).toBe(false);
    await eventually('it goes on', async () => (await told(operator, 'agents')).state === 'following');
    expect(await agents(operator, position)).toStrictEqual(['agent-1', 'agent-2']);
    expect((await operator.post<{ ledger: object | null }>('/v1/projections/agents/resume')).ledger).toBeNull();
  });

  /** Where it stands from now on: the same at two looks further apart than what was found is gone by. */
  async function standing(operator: WritClient): Promise<number> {
    let [position, since] = [-1, performance.now()];
    await eventually('it stands still', async () => {
      await operator.post('/v1/read-audit', { reads: 'unrecorded', reason: 'makes the ledger grow' });
      const now = (await told(operator, 'agents')).position;
      if (now !== position) [position, since] = [now, performance.now()];
      return performance.now() - since > 1_500;
    });
    return position;
  }

  it('can be a reaction, and never what pauses or kills go by', async () => {
    const { operator } = acme;
    await operator.post('/v1/projections/approvals-expire/pause', { reason: 'x' });
    await eventually('it is', async () => (await told(operator, 'approvals-expire')).state === 'paused');
    await operator.post('/v1/projections/approvals-expire/resume');
    for (const name of ['projections', 'controls-spread-global'])
      expect((await operator.refused('POST', `/v1/projections/${name}/pause`, { reason: 'x' })).code).toBe(
        'PROJECTION_NEVER_PAUSED',
      );
    expect((await operator.refused('POST', '/v1/projections/nothing/pause', { reason: 'x' })).code).toBe('PROJECTION_NOT_FOUND');
    expect((await acme.agent.refused('POST', '/v1/projections/agents/pause', { reason: 'x' })).status).toBe(403);
  });

  it('is paused and looked at over GraphQL, too', async () => {
    const ask = async (query: string) => {
      const { data, errors } = await other.operator.post<{ data: object; errors?: unknown }>('/graphql', { query });
      expectThat(JSON.stringify(errors), errors).toBeFalsy();
      return JSON.stringify(data);
    };
    expect(await ask('mutation { pauseProjection(projection: "tools", input: { reason: "x" }) { paused } }')).toBe(
      '{"pauseProjection":{"paused":true}}',
    );
    const list = '{ projections(first: 100) { nodes { name state paused { reason byName } } } }';
    await eventually('it is', async () =>
      (await ask(list)).includes('{"name":"tools","state":"paused","paused":{"reason":"x","byName":"Operator"}}'),
    );
    expect(await ask('mutation { resumeProjection(projection: "tools") { paused } }')).toBe(
      '{"resumeProjection":{"paused":false}}',
    );
  });
});
