import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { newEvents } from '#libs/event-sourcing/testing';
import { eventually } from '#test/support/conditions';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { tamper } from '#test/support/tampering';
import { Verifications } from './verifications.js';

const EVENTS = 15_000;

describe('GET /v1/ledger/verify', () => {
  let writ: RunningWrit;
  let long: SeededTenant;
  let other: SeededTenant;
  let verifications: Verifications;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    const owner = await writ.owner();
    [long, other] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
    await publishPolicy(other.operator, 'gate', always('ALLOW'));
    for (let written = 0; written < EVENTS; written += 1_000)
      await writ.store.append({ tenant: long.id, writes: [{ stream: 'filler/1', expect: 'any', events: newEvents(1_000) }] });
    verifications = writ.api.app.get(Verifications);
  });
  afterAll(() => writ.close());

  const verified = (tenant: SeededTenant) => tenant.operator.send<Record<string, unknown>>('GET', '/v1/ledger/verify');

  it('re-derives every hash of a long ledger without holding up a decision', async () => {
    await verified(other);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const before_ = performance.eventLoopUtilization();
    delay.enable();
    const answer = await verified(long);
    delay.disable();
    const { utilization, active, idle } = performance.eventLoopUtilization(before_);
    const { position } = await writ.store.head(long.id);
    expect([answer.status, answer.body['ok'], answer.body['count']]).toStrictEqual([200, true, position]);
    console.info(
      `${position} events in ${Math.round(active + idle)} ms, of which the deciding thread was busy ${Math.round(active)} ms; longest delay ${Math.round(delay.max / 1e6)} ms`,
    );
    expectThat(`the thread that decides was busy for ${Math.round(utilization * 100)} % of the time`, utilization).toBeLessThan(
      0.35,
    );
    let decided = 0;
    let done = false;
    const running = verified(long).then(() => (done = true));
    for (; !done; decided += 1) await other.agent.decide('s-1', 'pay');
    await running;
    expectThat(`${decided} decisions were answered meanwhile`, decided).toBeGreaterThanOrEqual(5);
  });

  it('finds an altered event as before', async () => {
    const change = `update ledger_events set data = replace(data, '{', '{"added":1,') where tenant = $1 and position = 3`;
    await tamper(writ.databaseUrl, change, [other.id]);
    const { ok, reason, position } = (await verified(other)).body;
    expect({ ok, reason, position }).toStrictEqual({ ok: false, reason: 'digest-mismatch', position: 3 });
  });

  it('is bounded for a tenant and for the process', async () => {
    const before_ = verifications.limits;
    const first = verified(long);
    await eventually('it runs', () => verifications.count === 1);
    const second = await verified(long);
    expect([second.status, second.body['code']]).toStrictEqual([503, 'VERIFICATIONS_BUSY']);
    verifications.limits = { all: 1, perTenant: 1 };
    expect((await verified(other)).body['code']).toBe('VERIFICATIONS_BUSY');
    verifications.limits = before_;
    expect((await first).status).toBe(200);
    await eventually('it has ended', () => verifications.count === 0);
    expect((await verified(long)).status).toBe(200);
  });

  it('ends with its caller, and its reading with it', async () => {
    const leaving = new AbortController();
    const asked = fetch(`${writ.url}/v1/ledger/verify`, {
      headers: { authorization: `Bearer ${long.operator.token}` },
      signal: leaving.signal,
    });
    asked.catch(() => undefined);
    const connections = async () =>
      (
        await tamper(
          writ.databaseUrl,
          `select 1 from pg_stat_activity where datname = current_database() and usename = 'writ_app' and application_name = 'writ-thread'`,
        )
      ).length;
    await eventually('it reads', async () => (await connections()) === 1);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await eventually('the thread is gone', () => verifications.count === 0);
    await eventually('its connection is gone', async () => (await connections()) === 0);
  });
});
