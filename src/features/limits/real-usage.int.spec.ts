import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

const MIRROR = 'package writ\ndecision := {"verdict": input.arguments.verdict, "rule": "mirror", "reason": "as asked"}';

describe('what a call really used', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let other: string;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    other = (await writ.startSecondApi()).url;
  });
  beforeEach(async () => {
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'mirror', MIRROR);
    // A token costs one minor unit.
    await acme.operator.post('/v1/usage/prices', { other: { perThousandTokens: 1_000 } });
  });
  afterAll(() => writ.close());

  const set = async (limit: object) => (await acme.operator.post<{ id: string }>('/v1/limits', limit)).id;
  const ask = (session: string, tokens: number | undefined, at = writ.url, verdict = 'ALLOW') =>
    acme.agent.at(at).decide(session, 'ask', {
      arguments: { verdict },
      ...(tokens !== undefined && { context: { usage: { tokens } } }),
    });
  const told = (decision: string, tokens: unknown, at = writ.url, status = 'succeeded') =>
    acme.agent.at(at).send<{ code?: string }>('POST', `/v1/decisions/${decision}/outcome`, { status, usage: { tokens } });
  const upToNow = async () => ({
    'writ-min-position': String((await acme.operator.get<{ position: number }>('/v1/ledger/head')).position),
  });
  const used = async (id: string) => {
    const { items } = await acme.operator.get<{ items: { used: number }[] }>(`/v1/limits/${id}/values`, await upToNow());
    return items[0]?.used;
  };
  const totals = async () => {
    const { totals: all } = await acme.operator.get<{ totals: { tokens: number; cost: number } }>('/v1/usage', await upToNow());
    return [all.tokens, all.cost];
  };

  it('is what limits, budgets and usage count from then on, once, whichever API hears of it', async () => {
    const tokens = await set({ name: 'tokens', subject: 'agent', measure: 'tokens', limit: 100_000, windowSeconds: 3_600 });
    const money = await set({ name: 'money', subject: 'tenant', measure: 'cost', limit: 100_000, period: 'month' });
    const at = (i: number) => (i % 2 ? writ.url : other);
    const calls = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(`s-${i % 5}`, 100, at(i))));
    expect([await used(tokens), await used(money), await totals()]).toStrictEqual([2_000, 2_000, [2_000, 2_000]]);
    const answers = await Promise.all(
      calls.flatMap(({ decisionId }, i) => [told(decisionId, i * 13, at(i)), told(decisionId, i * 13, at(i + 1))]),
    );
    expect(answers.map(({ status }) => status).sort((one, two) => one - two)).toStrictEqual([
      ...Array.from({ length: 20 }, () => 200),
      ...Array.from({ length: 20 }, () => 409),
    ]);
    const real = calls.reduce((sum, _, i) => sum + i * 13, 0);
    expect([await used(tokens), await used(money), await totals()]).toStrictEqual([real, real, [real, real]]);
    const { items } = await acme.operator.get<{ items: { used: number }[] }>('/v1/usage/quotas', await upToNow());
    expect(items.map((item) => item.used)).toStrictEqual([real]);
    const decision = await acme.operator.get<{ outcome: { usage: object } }>(
      `/v1/decisions/${calls[3]?.decisionId}`,
      await upToNow(),
    );
    expect(decision.outcome.usage).toStrictEqual({ tokens: 39 });
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('makes room for the next call, or takes it', async () => {
    await set({ name: 'tokens', subject: 'agent', measure: 'tokens', limit: 1_000, period: 'day' });
    const first = await ask('s-1', 900);
    expect([first.code, (await ask('s-1', 101, other)).code]).toStrictEqual(['ALLOWED', 'BUDGET_EXCEEDED']);
    await told(first.decisionId, 400, other);
    const second = await ask('s-2', 600);
    expect([second.code, (await ask('s-1', 1)).code]).toStrictEqual(['ALLOWED', 'BUDGET_EXCEEDED']);
    await told(second.decisionId, 0);
    const third = await ask('s-3', 1, other);
    await told(third.decisionId, 5_000, other);
    expect((await ask('s-3', 0)).code).toBe('BUDGET_EXCEEDED');
    expect(await totals()).toStrictEqual([5_400, 5_400]);
  });

  it('warns where a limit warns', async () => {
    await set({ name: 'soft', subject: 'agent', measure: 'tokens', limit: 100, windowSeconds: 3_600, action: 'warn' });
    const { decisionId } = await ask('s-1', 10);
    await told(decisionId, 101);
    await ask('s-1', 10);
    await eventually('it warned, once', async () => {
      const { items } = await acme.operator.get<{ items: { warnings: number }[] }>('/v1/limits', await upToNow());
      return items[0]?.warnings === 1;
    });
  });

  it('is nothing where nothing ran, and nothing to a limit that was set later', async () => {
    const denied = await ask('s-1', 10, writ.url, 'DENY');
    expect((await told(denied.decisionId, 7, writ.url, 'refused')).status).toBe(200);
    expect(await totals()).toStrictEqual([0, 0]);
    const silent = await ask('s-1', undefined);
    const limit = { name: 'tokens', subject: 'agent', measure: 'tokens', limit: 1_000, period: 'day' };
    const first = await set(limit);
    const counted = await ask('s-2', 10);
    await acme.operator.post(`/v1/limits/${first}/end`, { reason: 'x' });
    const again = await set(limit);
    await ask('s-3', 1);
    for (const [{ decisionId }, tokens] of [
      [silent, 50],
      [counted, 60],
    ] as const)
      expect((await told(decisionId, tokens, other)).status).toBe(200);
    expect(await used(again)).toBe(1);
    expect(await totals()).toStrictEqual([111, 111]);
  });

  it('is a whole number that a call can have used', async () => {
    const { decisionId } = await ask('s-1', 10);
    for (const tokens of [-1, 1.5, '1', null, 1_000_000_001, [1]])
      expectThat(String(tokens), (await told(decisionId, tokens)).body.code).toBe('INVALID_INPUT');
    const body = { status: 'succeeded', usage: { tokens: 1, more: 1 } };
    expect((await acme.agent.refused('POST', `/v1/decisions/${decisionId}/outcome`, body)).code).toBe('INVALID_INPUT');
    expect((await told(decisionId, 1_000_000_000)).status).toBe(200);
    expect(await totals()).toStrictEqual([1_000_000_000, 1_000_000_000]);
  });
});
