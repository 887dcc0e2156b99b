import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { newId } from '#libs/event-ids';
import { toNewEvents } from '#libs/event-sourcing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { GuardRegistry, provideGuard } from '#libs/nest-decision-guards';
import { rationEvents, rationStream, type RationEvent } from '#test/support/rations/rations';
import { startApiWith, startRationedApi } from '#test/support/rations/rationed-api';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision, Problem, WritClient } from '#test/support/writ-client';

const NOTHING_LEFT = 'DENY spec.ration';
const ALLOWED = 'ALLOW always';
const system = { actor: { kind: 'system', id: 'spec' }, correlation: null, causation: null, trace: null } as const;

describe('a guard that only this spec knows', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let here: Awaited<ReturnType<typeof startRationedApi>>;
  let there: Awaited<ReturnType<typeof startRationedApi>>;
  let tenant: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    [here, there] = await Promise.all([startRationedApi(writ.configuration), startRationedApi(writ.configuration)]);
  });
  beforeEach(async () => {
    tenant = await writ.seedTenant(owner);
    await publishPolicy(tenant.operator, 'open', always('ALLOW'));
    here.watch.judgedAt.length = 0;
  });
  afterAll(async () => {
    await Promise.all([here.app.close(), there.app.close()]);
    await writ.close();
  });

  const rationOf = () => writ.store.readStream(tenant.id, rationStream('agent-1'));
  /** As another process would, at any moment. */
  const record = (event: RationEvent) =>
    writ.store.append({
      tenant: tenant.id,
      writes: [
        {
          stream: rationStream('agent-1'),
          expect: 'any',
          events: toNewEvents(rationEvents, { ...system, tenant: tenant.id }, [event], newId),
        },
      ],
    });
  const decide = async (session: string, url = here.url) => {
    const { verdict, rule } = await tenant.agent.at(url).decide(session, 'pay');
    return `${verdict} ${rule}`;
  };
  const batch = async (count: number, url = here.url) => {
    const calls = Array.from({ length: count }, () => ({ sessionId: 's-batch', tool: 'pay', arguments: {} }));
    const { items } = await tenant.agent.at(url).post<{ items: (Decision | Problem)[] }>('/v1/decisions/batch', calls);
    return items.map((item) => ('verdict' in item ? `${item.verdict} ${item.rule}` : item.code));
  };
  const conflicts = async () => {
    const text = await (await fetch(`${here.url}/metrics`)).text();
    return Number(/^writ_append_conflicts_total(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1]);
  };

  it('has its place among the others', () => {
    expect(here.app.get(GuardRegistry, { strict: false }).guards.map(({ name }) => name)).toStrictEqual([
      'agent-standing',
      'kill-switch',
      'pause',
      'quarantine',
      'ration',
      'limits',
      'tools',
      'labels',
      'facts',
      'policy',
      'label-sinks',
      'approvals',
      'exceptions',
      'risk-score',
    ]);
    expect(writ.api.app.get(GuardRegistry, { strict: false }).guards.map(({ name }) => name)).toStrictEqual([
      'agent-standing',
      'kill-switch',
      'pause',
      'quarantine',
      'limits',
      'tools',
      'labels',
      'facts',
      'policy',
      'label-sinks',
      'approvals',
      'exceptions',
      'risk-score',
    ]);
  });

  it('lets everybody through whom it knows nothing of, and leaves nothing behind', async () => {
    expect(await decide('s-1')).toBe(ALLOWED);
    expect(await rationOf()).toStrictEqual([]);
  });

  it('denies, and what it writes along is in the same append as the decision', async () => {
    await record({ type: 'RationGranted', calls: 3 });
    expect(await batch(5)).toStrictEqual([ALLOWED, ALLOWED, ALLOWED, NOTHING_LEFT, NOTHING_LEFT]);
    const decided = (await writ.store.readStream(tenant.id, 'session/s-batch')).filter(({ type }) => type === 'DecisionRecorded');
    const spent = (await rationOf()).filter(({ type }) => type === 'RationSpent');
    expect(spent.map(({ data }) => data['decision'])).toStrictEqual(decided.slice(0, 3).map(({ id }) => id));
    for (const event of spent) {
      expect([event.at, event.correlation, event.actor]).toStrictEqual([
        decided[0]?.at,
        decided[0]?.correlation,
        decided[0]?.actor,
      ]);
    }
    expect(decided.map(({ data }) => (data['policy'] === null ? 'no policy was asked' : 'asked'))).toStrictEqual([
      'asked',
      'asked',
      'asked',
      'no policy was asked',
      'no policy was asked',
    ]);
    await assertLedgerIsSound(writ.store, tenant.id);
  });

  it('judges again when its stream moved before the append, and only then', async () => {
    await record({ type: 'RationGranted', calls: 1 });
    const before_ = await conflicts();
    let held = true;
    here.watch.beforeJudging = async () => {
      if (held) await record({ type: 'RationSpent', decision: 'by somebody else' });
      held = false;
    };
    expect(await decide('s-race')).toBe(NOTHING_LEFT);
    here.watch.beforeJudging = () => Promise.resolve();
    expectThat('first on what was remembered, then on what moved', here.watch.judgedAt).toStrictEqual([0, 1]);
    expect((await conflicts()) - before_).toBe(1);
    expect(await decide('s-race')).toBe(NOTHING_LEFT);
    expectThat('what was learned is remembered', (await conflicts()) - before_).toBe(1);
  });

  it('remembers what it wrote itself: nothing has to be decided again', async () => {
    await record({ type: 'RationGranted', calls: 6 });
    await decide('s-1');
    const before_ = await conflicts();
    for (const session of ['s-1', 's-2', 's-3', 's-4', 's-5']) expect(await decide(session)).toBe(ALLOWED);
    expect(await decide('s-1')).toBe(NOTHING_LEFT);
    expect((await conflicts()) - before_).toBe(0);
  });

  it('gives out exactly what there is, however many ask on two APIs at once', async () => {
    await record({ type: 'RationGranted', calls: 17 });
    const asked = Array.from({ length: 48 }, (_, i) => decide(`s-${i % 6}`, i % 2 ? there.url : here.url));
    const told = (await Promise.all([...asked, batch(10), batch(10, there.url)])).flat();
    expect(told).toHaveLength(68);
    expect(told.filter((answer) => answer === ALLOWED)).toHaveLength(17);
    expect(told.filter((answer) => answer === NOTHING_LEFT)).toHaveLength(51);
    expect((await rationOf()).filter(({ type }) => type === 'RationSpent')).toHaveLength(17);
    await assertLedgerIsSound(writ.store, tenant.id);
  });

  it('is neither asked nor charged for a call that a kill stopped', async () => {
    await record({ type: 'RationGranted', calls: 1 });
    await tenant.operator.post('/v1/controls/kill', { scope: 'tool', target: 'pay', reason: 'x', forLater: true });
    expect(await decide('s-1')).toBe('DENY writ.kill-switch.tool');
    expect([here.watch.judgedAt, (await rationOf()).length]).toStrictEqual([[], 1]);
    await tenant.operator.post('/v1/controls/restore', { scope: 'tool', target: 'pay', reason: 'x' });
    expect(await decide('s-1')).toBe(ALLOWED);
  });

  it('refuses calls and outcomes alike, only on what is stored now, and nothing is recorded', async () => {
    const { decisionId } = await tenant.agent.at(here.url).decide('s-1', 'pay');
    await record({ type: 'AgentCutOff', reason: 'x' });
    const { position } = await writ.store.head(tenant.id);
    const ask = (path: string, body: object) => tenant.agent.at(here.url).refused('POST', path, body);
    const call = { sessionId: 's-1', tool: 'pay', arguments: {} };
    for (const { code, detail } of [
      await ask('/v1/decisions', call),
      await ask(`/v1/decisions/${decisionId}/outcome`, { status: 'succeeded' }),
    ])
      expect([code, detail]).toStrictEqual(['FORBIDDEN', 'the agent is cut off']);
    expect((await writ.store.head(tenant.id)).position).toBe(position);
    await record({ type: 'AgentLetBackIn', reason: 'x' });
    expectThat('although this API remembers it as cut off', await decide('s-1')).toBe(ALLOWED);
  });

  it('that has the name or the place of another keeps the API from starting', async () => {
    for (const twin of [
      { name: 'curfew', place: 70 },
      { name: 'policy', place: 71 },
    ])
      await expect(startApiWith(writ.configuration, [provideGuard(() => twin, [])])).rejects.toThrow(/share a name or a place/);
  });
});
