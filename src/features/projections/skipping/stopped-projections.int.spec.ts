import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { newId } from '#libs/event-ids';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { stoppedIn as stopped } from '#test/support/told-projections';

describe('a projection that meets an event it cannot apply', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let other: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    const owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    other = await writ.seedTenant(owner);
  });
  afterAll(() => writ.close());

  /** As an event would be that was recorded before somebody found out that no list can show it. */
  async function recordUnappliable(tenant: string): Promise<number> {
    const event = {
      id: newId(),
      type: 'DecisionReported',
      schema: 2,
      actor: { kind: 'agent', id: 'agent-1' },
      correlation: null,
      causation: null,
      trace: null,
      sealed: null,
      data: { client: null, path: null, timestamp: '2026-01-01T00:00:00Z', attributes: {} },
    } as const;
    const receipt = await writ.store.append({
      tenant,
      writes: [{ stream: 'fabric-log/agent-1', expect: 'any', events: [event] }],
    });
    return receipt.events[0]?.position as number;
  }
  const report = ({ agent }: SeededTenant, id: string) =>
    agent.post('/v1/opa/logs', [{ labels: { id: 'x' }, decision_id: id, timestamp: '2026-01-01T00:00:00Z' }]);
  const reported = async ({ operator }: SeededTenant) =>
    (await operator.get<{ items: { decisionId: string }[] }>('/v1/reported-decisions')).items.map(({ decisionId }) => decisionId);
  const readiness = async () => {
    const response = await fetch(`${writ.url}/readyz`);
    const { checks } = (await response.json()) as { checks: { projections: { detail: { stopped?: object } } } };
    return [response.status, checks.projections.detail.stopped];
  };

  it('stops alone, says where and why, and goes on by a recorded act of an operator', async () => {
    await report(acme, 'before');
    const position = await recordUnappliable(acme.id);
    await report(acme, 'after');
    await report(other, 'others');
    await eventually('it says so', async () => (await stopped(acme.operator)).length === 1);
    const [found = assert.fail()] = await stopped(acme.operator);
    expect([found.name, found.position, found.eventType]).toStrictEqual(['reported-decisions', position, 'DecisionReported']);
    expect(found.problem).toMatch(/null value in column "client"/);
    await eventually('the others go on', async () => (await reported(other)).length === 1);
    expect([await reported(acme), await stopped(other.operator)]).toStrictEqual([['before'], []]);
    expect(await readiness()).toStrictEqual([200, { 'reported-decisions': 1 }]);

    const skip = (at: number, name = 'reported-decisions') =>
      acme.operator.send<{ code?: string; ledger?: { position: number } | null }>('POST', `/v1/projections/${name}/skip`, {
        position: at,
        reason: 'drill',
      });
    for (const wrong of [await skip(position + 1), await skip(position, 'decisions')])
      expect([wrong.status, wrong.body.code]).toStrictEqual([409, 'PROJECTION_NOT_STOPPED']);
    expect(
      (await other.operator.refused('POST', '/v1/projections/reported-decisions/skip', { position, reason: 'x' })).status,
    ).toBe(409);
    expect((await acme.agent.refused('POST', '/v1/projections/reported-decisions/skip', { position, reason: 'x' })).status).toBe(
      403,
    );
    const done = await skip(position);
    expect(done.status).toBe(200);
    const [event = assert.fail()] = await writ.store.readLedger(acme.id, done.body.ledger?.position as number, 1);
    expect(event.type).toBe('ReadModelEventSkipped');
    expect([event.data['readModel'], event.data['position'], event.data['eventType'], event.data['reason']]).toStrictEqual([
      'reported-decisions',
      position,
      'DecisionReported',
      'drill',
    ]);
    await eventually('it goes on', async () => (await stopped(acme.operator)).length === 0);
    await eventually('what came after is listed', async () => (await reported(acme)).length === 2);
    expect((await skip(position)).body.ledger).toBeNull();
    expect(await readiness()).toStrictEqual([200, undefined]);
  });

  it('is helped over GraphQL, too', async () => {
    const position = await recordUnappliable(other.id);
    const ask = (query: string) =>
      other.operator.post<{ data: Record<string, unknown>; errors?: unknown }>('/graphql', { query });
    await eventually('it says so', async () => {
      const { data, errors } = await ask('{ projections(first: 100) { nodes { name failing { position } } } }');
      expectThat(JSON.stringify(errors), errors).toBeFalsy();
      return JSON.stringify(data).includes(`"position":${position}`);
    });
    const input = `input: { position: ${position}, reason: "drill" }`;
    const { errors } = await ask(`mutation { skipProjectionEvent(projection: "reported-decisions", ${input}) { position } }`);
    expectThat(JSON.stringify(errors), errors).toBeFalsy();
    await eventually('it goes on', async () => (await stopped(other.operator)).length === 0);
  });
});
