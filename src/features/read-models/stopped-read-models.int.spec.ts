import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newId } from '#libs/event-ids';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

interface Stopped {
  readonly items: readonly {
    readonly readModel: string;
    readonly position: number;
    readonly eventType: string;
    readonly problem: string;
  }[];
}

describe('a read model that meets an event it cannot apply', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let other: SeededTenant;
  before(async () => {
    writ = await RunningWrit.start();
    const owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    other = await writ.seedTenant(owner);
  });
  after(() => writ.close());

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
  const stopped = async (operator: WritClient) => (await operator.get<Stopped>('/v1/read-models')).items;
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
    assert.deepEqual([found.readModel, found.position, found.eventType], ['reported-decisions', position, 'DecisionReported']);
    assert.match(found.problem, /null value in column "client"/);
    await eventually('the others go on', async () => (await reported(other)).length === 1);
    assert.deepEqual([await reported(acme), await stopped(other.operator)], [['before'], []]);
    assert.deepEqual(await readiness(), [200, { 'reported-decisions': 1 }]);

    const skip = (at: number, name = 'reported-decisions') =>
      acme.operator.send<{ code?: string; ledger?: { position: number } | null }>('POST', `/v1/read-models/${name}/skip`, {
        position: at,
        reason: 'drill',
      });
    for (const wrong of [await skip(position + 1), await skip(position, 'decisions')])
      assert.deepEqual([wrong.status, wrong.body.code], [409, 'READ_MODEL_NOT_STOPPED']);
    assert.equal(
      (await other.operator.refused('POST', '/v1/read-models/reported-decisions/skip', { position, reason: 'x' })).status,
      409,
    );
    assert.equal(
      (await acme.agent.refused('POST', '/v1/read-models/reported-decisions/skip', { position, reason: 'x' })).status,
      403,
    );
    const done = await skip(position);
    assert.equal(done.status, 200);
    const [event = assert.fail()] = await writ.store.readLedger(acme.id, done.body.ledger?.position as number, 1);
    assert.equal(event.type, 'ReadModelEventSkipped');
    assert.deepEqual(
      [event.data['readModel'], event.data['position'], event.data['eventType'], event.data['reason']],
      ['reported-decisions', position, 'DecisionReported', 'drill'],
    );
    await eventually('it goes on', async () => (await stopped(acme.operator)).length === 0);
    await eventually('what came after is listed', async () => (await reported(acme)).length === 2);
    assert.equal((await skip(position)).body.ledger, null);
    assert.deepEqual(await readiness(), [200, undefined]);
  });

  it('is helped over GraphQL, too', async () => {
    const position = await recordUnappliable(other.id);
    const ask = (query: string) =>
      other.operator.post<{ data: Record<string, unknown>; errors?: unknown }>('/graphql', { query });
    await eventually('it says so', async () => {
      const { data, errors } = await ask('{ stoppedReadModels(first: 5) { edges { node { readModel position } } } }');
      assert.ok(!errors, JSON.stringify(errors));
      return JSON.stringify(data).includes(`"position":${position}`);
    });
    const input = `input: { position: ${position}, reason: "drill" }`;
    const { errors } = await ask(`mutation { skipReadModelEvent(readModel: "reported-decisions", ${input}) { position } }`);
    assert.ok(!errors, JSON.stringify(errors));
    await eventually('it goes on', async () => (await stopped(other.operator)).length === 0);
  });
});
