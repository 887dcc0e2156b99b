import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';

/** Allows while every fact that the arguments name is below what they say. */
const BELOW = `package writ
default decision := {"verdict": "DENY", "rule": "too much", "reason": "as counted"}
decision := {"verdict": "ALLOW", "rule": "below", "reason": "as counted"} if {
  every name, most in input.arguments.below { object.get(input.facts, name, 0) < most }
}`;

describe('a fact', () => {
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
    await publishPolicy(acme.operator, 'below', BELOW);
  });
  afterAll(() => writ.close());

  const declare = (name: string, definition: object) => acme.operator.post('/v1/facts', { name, definition });
  const decide = (session: string, tool: string, given: object = {}, at = writ.url): Promise<Decision> =>
    acme.agent.at(at).decide(session, tool, { arguments: { below: {}, ...given } });
  const settle = (id: string, status: string, at = writ.url) => acme.agent.at(at).post(`/v1/decisions/${id}/outcome`, { status });
  const seen = async (id: string) => {
    const event = await writ.store.readEvent(acme.id, id);
    return (event?.data as { input: { facts?: object } }).input.facts;
  };
  const values = async (name: string) => {
    const { position } = await acme.operator.get<{ position: number }>('/v1/ledger/head');
    const { items } = await acme.operator.get<{ items: { group: string; value: unknown }[] }>(`/v1/facts/${name}/values`, {
      'writ-min-position': String(position),
    });
    return Object.fromEntries(items.map(({ group, value }) => [group, value]));
  };

  it('is counted from its declaration on, told to the policy, and recorded with what was decided by it', async () => {
    expectThat('nothing is declared', await seen((await decide('s-1', 'pay')).decisionId)).toBeUndefined();
    await declare('paid', { tools: ['pay'] });
    const told: unknown[] = [];
    for (const at of [writ.url, other, writ.url]) told.push(await seen((await decide('s-1', 'pay', {}, at)).decisionId));
    expect(told).toStrictEqual([{ paid: 0 }, { paid: 1 }, { paid: 2 }]);
    expect(await seen((await decide('s-2', 'read')).decisionId)).toStrictEqual({ paid: 0 });
    expect(await values('paid')).toStrictEqual({ 's-1': 3 });
    await acme.operator.post('/v1/facts/paid/end', { reason: 'no longer needed' });
    expect(await seen((await decide('s-1', 'pay', {}, other)).decisionId)).toBeUndefined();
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('is caught up with at once, with all others that somebody else moved meanwhile', async () => {
    for (let n = 0; n < 12; n += 1) await declare(`wide_${n}`, { by: 'tenant' });
    const conflicts = async () => {
      const said = await (
        await fetch(`${other}/metrics`, { headers: { authorization: `Bearer ${acme.operator.token}` } })
      ).text();
      return Number(/^writ_append_conflicts_total(?:\{[^}]*\})? (\d+)/m.exec(said)?.[1]);
    };
    await decide('s-1', 'pay', {}, other);
    await decide('s-2', 'pay');
    const before = await conflicts();
    expect(Object.values((await seen((await decide('s-3', 'pay', {}, other)).decisionId)) ?? {})).toStrictEqual(
      Array(12).fill(2),
    );
    expectThat('appends that were in vain', (await conflicts()) - before).toBeLessThanOrEqual(3);
  });

  it('may be about calls whose data has a label', async () => {
    await declare('with_pii', { labels: ['PII'] });
    await acme.operator.post('/v1/tools', { name: 'get_customer', class: 'read', returns: ['pii'] });
    await acme.operator.post('/v1/tools', { name: 'think', class: 'read' });
    const told: unknown[] = [];
    for (const tool of ['think', 'get_customer', 'think', 'think']) told.push(await seen((await decide('s-1', tool)).decisionId));
    expectThat('what it answers is known from the next call on', told).toStrictEqual(
      [0, 0, 0, 1].map((count) => ({ with_pii: count })),
    );
    expect(await values('with_pii')).toStrictEqual({ 's-1': 2 });
  });

  it('is exact, however many ask in how many sessions of two APIs at once, and in batches', async () => {
    await declare('refunds', { tools: ['refund'], by: 'arguments.customer', windowSeconds: 3_600 });
    await declare('total', { measure: 'sum(arguments.amount)', by: 'agent', period: 'month' });
    const refund = (i: number) => ({ customer: i % 2, amount: 1.5, below: { refunds: 5, total: 1_000 } });
    const [singles, batched] = await Promise.all([
      Promise.all(Array.from({ length: 24 }, (_, i) => decide(`s-${i % 7}`, 'refund', refund(i), i % 3 ? writ.url : other))),
      acme.agent.at(other).post<{ items: Decision[] }>(
        '/v1/decisions/batch',
        Array.from({ length: 20 }, (_, i) => ({ sessionId: `b-${i % 3}`, tool: 'refund', arguments: refund(i) })),
      ),
    ]);
    const allowed = [...singles, ...batched.items].filter(({ verdict }) => verdict === 'ALLOW');
    expect(allowed).toHaveLength(10);
    expect(await values('refunds')).toStrictEqual({ '0': 5, '1': 5 });
    expect(await values('total')).toStrictEqual({ 'agent-1': 15 });
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('counts a call that is under way, and takes it back when its outcome says so', async () => {
    await declare('done', { tools: ['pay'], outcomes: ['succeeded'], by: 'tenant' });
    await declare('confirmed', { tools: ['pay'], outcomes: ['succeeded'], underWay: 'waits' });
    const one = await decide('s-1', 'pay', { below: { done: 1 } });
    expect(one.verdict).toBe('ALLOW');
    expect((await decide('s-2', 'pay', { below: { done: 1 } }, other)).verdict).toBe('DENY');
    await settle(one.decisionId, 'failed', other);
    const two = await decide('s-2', 'pay', { below: { done: 1 } });
    expect([two.verdict, await seen(two.decisionId)]).toStrictEqual(['ALLOW', { confirmed: 0, done: 0 }]);
    await settle(two.decisionId, 'succeeded');
    const three = await decide('s-2', 'pay', { below: { done: 1 } }, other);
    expect([three.verdict, await seen(three.decisionId)]).toStrictEqual(['DENY', { confirmed: 1, done: 1 }]);
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('denies what it would have to count and cannot', async () => {
    await declare('total', { measure: 'sum(arguments.amount)', tools: ['transfer'] });
    await declare('refunds', { tools: ['refund'], by: 'arguments.customer' });
    for (const [tool, given] of [
      ['transfer', { amount: '12' }],
      ['transfer', {}],
      ['transfer', { amount: -5 }],
      ['refund', { customer: null }],
    ] as const)
      expect((await decide('s-1', tool, given)).code).toBe('FACT_UNCOUNTABLE');
    expect((await decide('s-1', 'read')).code).toBe('ALLOWED');
    expect(await seen((await decide('s-1', 'transfer', { amount: 5 })).decisionId)).toStrictEqual({ total: 0 });
    expect(await values('total')).toStrictEqual({ 's-1': 5 });
  });

  it('of a policy is declared by the append that puts the policy to work', async () => {
    const data = { writ: { facts: { paid: { tools: ['pay'], by: 'agent' } } } };
    await publishPolicy(acme.operator, 'below', BELOW, data);
    expect(await seen((await decide('s-1', 'pay')).decisionId)).toStrictEqual({ paid: 0 });
    const { items } = await acme.operator.get<{ items: object[] }>('/v1/facts', {
      'writ-min-position': String((await acme.operator.get<{ position: number }>('/v1/ledger/head')).position),
    });
    expect(items).toMatchObject([{ name: 'paid', policy: 'below', counts: 1 }]);
    const events = await writ.store.readStream(acme.id, 'facts/tenant');
    const published = await writ.store.readLedger(acme.id, (events[0]?.position ?? 0) - 2, 3);
    expect(published.map(({ type }) => type)).toStrictEqual(['PolicyPublished', 'PolicyActivated', 'FactDeclared']);
    expect(new Set(published.map(({ at }) => at)).size).toBe(1);
    await publishPolicy(acme.operator, 'below', BELOW, { ...data, more: 1 });
    expectThat('what was counted stays', await seen((await decide('s-1', 'pay')).decisionId)).toStrictEqual({ paid: 1 });
  });

  it('has one meaning, and is refused where it has none', async () => {
    await declare('paid', { tools: ['pay'] });
    const refused = async (body: object) => (await acme.operator.refused('POST', '/v1/facts', body)).code;
    expect(await refused({ name: 'Paid', definition: {} })).toBe('INVALID_INPUT');
    expect(await refused({ name: 'paid', definition: { by: 'customer' } })).toBe('INVALID_INPUT');
    expect((await acme.operator.refused('POST', '/v1/facts/unknown/end', { reason: 'x' })).code).toBe('FACT_NOT_FOUND');
    expect((await acme.operator.refused('GET', '/v1/facts/unknown/values')).code).toBe('FACT_NOT_FOUND');
    const revision = (data: object) =>
      acme.operator.refused('POST', '/v1/policies/below/revisions', { modules: { 'a.rego': BELOW }, data, summary: 's' });
    expect((await revision({ writ: { facts: { paid: { measure: 'average' } } } })).code).toBe('FACTS_INVALID');
    await expect(
      publishPolicy(acme.operator, 'below', BELOW, { writ: { facts: { paid: { tools: ['refund'] } } } }),
    ).rejects.toThrow(/FACT_DECLARED_OTHERWISE/);
  });
});
