import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningSubscription } from '#libs/event-store-postgres';
import { createSubscriptionPool, startReaction } from '#libs/event-store-postgres';
import type { Reaction } from '#libs/event-sourcing';
import { SubscriptionRegistry } from '#libs/nest-event-sourcing';
import { roleUrl } from '#platform/database/role-urls';
import { Metrics } from '#platform/telemetry/metrics';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { stoppedIn, toldProjections } from '#test/support/told-projections';
import { serveWorkerEndpoints } from '../../src/apps/worker/worker-endpoints.js';

/** Fails at every session of this name. */
const failing: Reaction = {
  name: 'spec-reaction',
  when: {
    SessionOpened: ({ stream, id }) => {
      if (stream === 'session/poison') throw new Error('cannot do that');
      return { job: 'spec-job', id };
    },
  },
};

describe('a reaction that cannot take an event', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let other: SeededTenant;
  let running: RunningSubscription;
  const done: string[] = [];
  const ends: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    writ = await RunningWrit.start();
    const owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    other = await writ.seedTenant(owner);
    const registry = writ.api.app.get(SubscriptionRegistry, { strict: false });
    registry.addReaction(failing);
    const pool = createSubscriptionPool(roleUrl(writ.configuration, 'writ_app'), 2);
    const { passesOver = assert.fail('nothing says what to pass over') } = registry;
    running = startReaction({ store: writ.store, pool, passesOver, requestJob: (_, id) => done.push(id) }, failing);
    ends.push(() => running.close().then(() => pool.end()));
  });
  afterAll(async () => {
    for (const end of ends) await end();
    await writ.close();
  });

  const stopped = ({ operator }: SeededTenant) => stoppedIn(operator);
  const open = ({ agent }: SeededTenant, id: string) => agent.post('/v1/sessions', { id });
  const noQueues = { state: { kind: 'postgres', isAway: false, lanes: {}, unclear: [] } } as const;
  async function workerReadiness(): Promise<[number, object]> {
    const settings = { ...writ.configuration, WRIT_WORKER_PORT: 0 };
    const server = await serveWorkerEndpoints(settings, new Metrics('worker'), [running], noQueues);
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    const { failing: behind, stopped: tenants } = (await answer.json()) as { failing: object; stopped: object };
    server.close();
    server.closeAllConnections();
    return [answer.status, { behind, tenants }];
  }

  it('stands alone, says where and why, takes readiness from nobody and goes on by a recorded act', async () => {
    await open(acme, 'before');
    await open(acme, 'poison');
    await open(acme, 'after');
    await open(other, 'theirs');
    await eventually('it says so', async () => (await stopped(acme)).length === 1);
    await eventually('the others go on', async () => done.length === 2);
    const [found = assert.fail()] = await stopped(acme);
    expect([found.name, found.kind, found.problem]).toStrictEqual(['spec-reaction', 'reaction', 'cannot do that']);
    expect(await stopped(other)).toStrictEqual([]);
    await eventually('the process knows', async () => running.failures().length === 1);
    expect(await workerReadiness()).toStrictEqual([200, { behind: [], tenants: { 'spec-reaction': 1 } }]);
    const ready = await fetch(`${writ.url}/readyz`);
    const { checks } = (await ready.json()) as { checks: { projections: { detail: { stopped?: object } } } };
    expect([ready.status, checks.projections.detail.stopped]).toStrictEqual([200, { 'spec-reaction': 1 }]);

    const { position } = found;
    const act = { position, reason: 'drill' };
    expect((await other.operator.refused('POST', '/v1/projections/spec-reaction/skip', act)).code).toBe('PROJECTION_NOT_STOPPED');
    const skipped = await acme.operator.post<{ ledger: { position: number } }>('/v1/projections/spec-reaction/skip', act);
    const [event] = await writ.store.readLedger(acme.id, skipped.ledger.position, 1);
    expect(event).toMatchObject({
      type: 'ReadModelEventSkipped',
      data: { readModel: 'spec-reaction', position, reason: 'drill' },
    });
    await eventually('it goes on', async () => done.length === 3);
    await eventually('and says so', async () => (await stopped(acme)).length === 0);
    await eventually('to everybody', async () => running.failures().length === 0);
    expect(await workerReadiness()).toStrictEqual([200, { behind: [], tenants: {} }]);
  });

  it("is looked at in the deployment's own ledger by its own operators", async () => {
    const owner = await writ.owner();
    expect(await stoppedIn(owner)).toStrictEqual([]);
    expect((await toldProjections(owner)).map(({ name }) => name)).toContain('operators');
    const act = { position: 1, reason: 'drill' };
    expect((await owner.refused('POST', '/v1/projections/spec-reaction/skip', act)).code).toBe('PROJECTION_NOT_STOPPED');
  });
});
