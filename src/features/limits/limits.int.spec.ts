import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient, type Decision } from '#test/support/writ-client';

const MIRROR = 'package writ\ndecision := {"verdict": input.arguments.verdict, "rule": "mirror", "reason": "as asked"}';

describe('a limit', () => {
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
  });
  afterAll(() => writ.close());

  const set = async (limit: object) => (await acme.operator.post<{ id: string }>('/v1/limits', limit)).id;
  const decide = (session: string, tool: string, more: object = {}, at = writ.url): Promise<Decision> =>
    acme.agent.at(at).decide(session, tool, { arguments: { verdict: 'ALLOW' }, ...more });
  const codes = async (session: string, tool: string, more: object = {}, at = writ.url) =>
    (await decide(session, tool, more, at)).code;
  const upToNow = async () => ({
    'writ-min-position': String((await acme.operator.get<{ position: number }>('/v1/ledger/head')).position),
  });
  const used = async (id: string) => {
    const { items } = await acme.operator.get<{ items: { group: string; used: number }[] }>(
      `/v1/limits/${id}/values`,
      await upToNow(),
    );
    return Object.fromEntries(items.map((item) => [item.group, item.used]));
  };

  it('of N allows N and then denies, on any number of APIs and in batches', async () => {
    const id = await set({ name: 'per-agent', subject: 'agent', limit: 17, windowSeconds: 3_600 });
    const calls = Array.from({ length: 30 }, (_, i) => codes(`s-${i % 9}`, 'pay', {}, i % 2 ? writ.url : other));
    const items = Array.from({ length: 20 }, (_, i) => ({
      sessionId: `b-${i % 4}`,
      tool: 'pay',
      arguments: { verdict: 'ALLOW' },
    }));
    const batch = acme.agent.at(other).post<{ items: Decision[] }>('/v1/decisions/batch', items);
    const told = [...(await Promise.all(calls)), ...(await batch).items.map(({ code }) => code)];
    expect(told.filter((code) => code === 'ALLOWED')).toHaveLength(17);
    expect(told.filter((code) => code === 'RATE_LIMITED')).toHaveLength(33);
    expect(await used(id)).toStrictEqual({ 'agent-1': 17 });
    const colleague = await writ.registerAgent(acme.operator, 'colleague');
    expect((await colleague.decide('c-1', 'pay', { arguments: { verdict: 'ALLOW' } })).code).toBe('ALLOWED');
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('is spent by many sessions at once, none of which is told to come back, by APIs that know nothing of it yet', async () => {
    await set({ name: 'per-agent', subject: 'agent', limit: 100, period: 'month' });
    const apis = await Promise.all([writ.startApiProcess(), writ.startApiProcess()]);
    const told = await Promise.all(Array.from({ length: 400 }, (_, i) => codes(`s-${i}`, 'pay', {}, apis[i % 2]?.url)));
    await Promise.all(apis.map((api) => api.stop()));
    expect(told.filter((code) => code === 'ALLOWED')).toHaveLength(100);
    expect(told.filter((code) => code === 'BUDGET_EXCEEDED')).toHaveLength(300);
  });

  it('counts what may run: not what a policy denies or holds', async () => {
    await set({ name: 'per-tool', subject: 'tool', tool: 'pay', limit: 1, windowSeconds: 60 });
    for (const verdict of ['DENY', 'REQUIRE_APPROVAL', 'DENY']) await decide('s-1', 'pay', { arguments: { verdict } });
    expect(await codes('s-1', 'pay')).toBe('ALLOWED');
    expect(await codes('s-2', 'pay', { arguments: { verdict: 'DENY' } }, other)).toBe('RATE_LIMITED');
    expect(await codes('s-2', 'read')).toBe('ALLOWED');
  });

  it('is told with every call it is about, also in headers, and recorded with it', async () => {
    await set({ name: 'wide', subject: 'tenant', limit: 100, windowSeconds: 60 });
    await set({ name: 'narrow', subject: 'agent', limit: 2, windowSeconds: 60 });
    const ask = () =>
      acme.agent.send<Decision>('POST', '/v1/decisions', { sessionId: 's-1', tool: 'pay', arguments: { verdict: 'ALLOW' } });
    const answers = [await ask(), await ask(), await ask()];
    expect(answers.map(({ headers }) => ['limit', 'remaining'].map((part) => headers.get(`x-ratelimit-${part}`)))).toStrictEqual([
      ['2', '1'],
      ['2', '0'],
      ['2', '0'],
    ]);
    const resets = answers.map(({ headers }) => Number(headers.get('x-ratelimit-reset')));
    expect([resets[0], resets.every((reset) => reset > 0 && reset <= 60)]).toStrictEqual([60, true]);
    const [first, , last] = answers;
    expect(first?.headers.get('retry-after')).toBeNull();
    expect(last?.body).toMatchObject({
      verdict: 'DENY',
      code: 'RATE_LIMITED',
      rule: 'writ.limits.narrow',
      limit: { name: 'narrow' },
    });
    const wait = Number(last?.headers.get('retry-after'));
    expect(wait).toBe((last?.body as { retryAfter?: number }).retryAfter);
    expect(wait > 0 && wait <= 60).toBe(true);
    const event = await writ.store.readEvent(acme.id, last?.body.decisionId ?? '');
    expect((event?.data as { input: { limits: object } }).input.limits).toMatchObject({
      wide: { limit: 100, used: 2, adds: 1, action: 'deny' },
      narrow: { limit: 2, used: 2, adds: 1, action: 'deny' },
    });
  });

  it('of money or tokens is used up to the last unit, and comes back when it is ended', async () => {
    await acme.operator.post('/v1/usage/prices', { tools: { expensive: { perCall: 60 } }, other: { perCall: 20 } });
    const id = await set({
      name: 'budget',
      subject: 'tenant',
      measure: 'cost',
      limit: 100,
      period: 'month',
      zone: 'Europe/Berlin',
    });
    expect([
      await codes('s-1', 'expensive'),
      await codes('s-2', 'expensive', {}, other),
      await codes('s-3', 'cheap'),
      await codes('s-3', 'cheap', {}, other),
      await codes('s-3', 'cheap'),
    ]).toStrictEqual(['ALLOWED', 'BUDGET_EXCEEDED', 'ALLOWED', 'ALLOWED', 'BUDGET_EXCEEDED']);
    expect(await used(id)).toStrictEqual({ [acme.id]: 100 });
    await acme.operator.post(`/v1/limits/${id}/end`, { reason: 'the budget was raised' });
    expect(await codes('s-3', 'expensive', {}, other)).toBe('ALLOWED');
    await set({ name: 'tokens', subject: 'agent', measure: 'tokens', limit: 1_000, period: 'day' });
    const tokens = (count: unknown) => codes('s-4', 'ask', { context: { usage: { tokens: count } } });
    expect([await tokens(900), await tokens(101), await tokens(100), await tokens('1'), await tokens(-1)]).toStrictEqual([
      'ALLOWED',
      'BUDGET_EXCEEDED',
      'ALLOWED',
      'LIMIT_UNCOUNTABLE',
      'LIMIT_UNCOUNTABLE',
    ]);
  });

  it('of money goes by the list of prices that is in force, to the thousandth, and by the tokens it prices', async () => {
    const price = (perCall: number, perThousandTokens: number) =>
      acme.operator.post('/v1/usage/prices', { tools: { ask: { perCall, perThousandTokens } }, other: {} });
    await price(0, 30);
    const id = await set({ name: 'money', subject: 'tenant', measure: 'cost', limit: 2, period: 'month' });
    const ask = (tokens: unknown, at = writ.url) => codes('s-1', 'ask', { context: { usage: { tokens } } }, at);
    // 33 tokens are 990 thousandths: three of them are beyond two minor units by one call, two are not.
    expect([await ask(33), await ask(33, other), await ask(33), await ask(undefined), await ask(1.5)]).toStrictEqual([
      'ALLOWED',
      'ALLOWED',
      'BUDGET_EXCEEDED',
      'LIMIT_UNCOUNTABLE',
      'LIMIT_UNCOUNTABLE',
    ]);
    expect(await used(id)).toStrictEqual({ [acme.id]: 2 });
    expectThat('what costs nothing passes without telling', await codes('s-1', 'free')).toBe('ALLOWED');
    await price(0, 1);
    expectThat('twenty are left, at the new price', [await ask(21), await ask(20, other), await ask(1)]).toStrictEqual([
      'BUDGET_EXCEEDED',
      'ALLOWED',
      'BUDGET_EXCEEDED',
    ]);
    const { totals } = await acme.operator.get<{ totals: object }>('/v1/usage', await upToNow());
    expect(totals).toMatchObject({ cost: 2, costThousandths: 2_000 });
  });

  it('that warns lets pass, and says so once in the ledger', async () => {
    await set({ name: 'soft', subject: 'agent', limit: 2, windowSeconds: 60, action: 'warn' });
    for (let i = 0; i < 5; i += 1) expectThat(`call ${i}`, await codes('s-1', 'pay')).toBe('ALLOWED');
    const { items } = await acme.operator.get<{ items: object[] }>('/v1/limits', await upToNow());
    expect(items).toMatchObject([{ name: 'soft', warnings: 1 }]);
  });

  it('is for one value of a label, or each of them', async () => {
    await set({ name: 'blue', subject: 'label', label: 'team=blue', limit: 0, windowSeconds: 60 });
    await set({ name: 'each-team', subject: 'label', label: 'team', limit: 1, windowSeconds: 60 });
    const painted = async (id: string, team: string) => {
      const { key } = await acme.operator.post<{ key: string }>('/v1/agents', { id, name: id, labels: { team } });
      const { code } = await new WritClient(writ.url, key).decide(`s-${id}`, 'pay', { arguments: { verdict: 'ALLOW' } });
      return code;
    };
    expect([
      await painted('a', 'blue'),
      await painted('b', 'red'),
      await painted('c', 'red'),
      await painted('d', 'green'),
    ]).toStrictEqual(['RATE_LIMITED', 'ALLOWED', 'RATE_LIMITED', 'ALLOWED']);
    expectThat('without the label', await codes('s-1', 'pay')).toBe('ALLOWED');
  });

  it('is refused where it says two things or none', async () => {
    const good = { name: 'x', subject: 'agent', limit: 1, windowSeconds: 60 };
    for (const wrong of [
      { ...good, period: 'day' },
      { ...good, windowSeconds: undefined },
      { ...good, tool: 'pay' },
      { ...good, subject: 'label' },
      { ...good, measure: 'cost', prices: { other: 1 } },
      { ...good, limit: 1.5 },
      { ...good, name: 'X' },
    ])
      expectThat(JSON.stringify(wrong), (await acme.operator.refused('POST', '/v1/limits', wrong)).code).toBe('INVALID_INPUT');
    expect((await acme.operator.refused('POST', '/v1/limits', { ...good, measure: 'cost' })).code).toBe('NO_PRICE_LIST');
    await set(good);
    expect((await acme.operator.refused('POST', '/v1/limits', good)).code).toBe('LIMIT_ALREADY_SET');
    const unknown = crypto.randomUUID();
    expect((await acme.operator.refused('POST', `/v1/limits/${unknown}/end`, { reason: 'x' })).code).toBe('LIMIT_NOT_FOUND');
    expect((await acme.operator.refused('GET', `/v1/limits/${unknown}/values`)).code).toBe('LIMIT_NOT_FOUND');
  });

  it('of a policy holds for each agent while its revision is the active one', async () => {
    const publish = (rates: object, policy = 'mirror') =>
      publishPolicy(acme.operator, policy, MIRROR, { writ: { rateLimits: rates } });
    const listed = async () => {
      const { items } = await acme.operator.get<{ items: Record<string, unknown>[] }>('/v1/limits', await upToNow());
      return items.map(({ name, tool, policy, limit, windowSeconds }) => [name, tool, policy, limit, windowSeconds]);
    };
    await publish({ pay: { limit: 2, windowSeconds: 3_600 }, ask: { limit: 0, windowSeconds: 60 } });
    expect([await codes('s-1', 'pay'), await codes('s-2', 'pay', {}, other), await codes('s-1', 'read')]).toStrictEqual(
      Array.from({ length: 3 }, () => 'ALLOWED'),
    );
    const denied = await decide('s-1', 'pay', {}, other);
    expect(denied).toMatchObject({
      code: 'RATE_LIMITED',
      rule: 'writ.limits.mirror.pay',
      limit: { name: 'mirror.pay', remaining: 0 },
    });
    expect(await codes('s-1', 'ask')).toBe('RATE_LIMITED');
    const colleague = await writ.registerAgent(acme.operator, 'colleague');
    expect((await colleague.decide('c-1', 'pay', { arguments: { verdict: 'ALLOW' } })).code).toBe('ALLOWED');
    expect(await listed()).toStrictEqual([
      ['mirror.pay', 'pay', 'mirror', 2, 3_600],
      ['mirror.ask', 'ask', 'mirror', 0, 60],
    ]);
    const { items } = await acme.operator.get<{ items: { id: string }[] }>('/v1/limits');
    const end = `/v1/limits/${items[0]?.id}/end`;
    expect((await acme.operator.refused('POST', end, { reason: 'x' })).code).toBe('LIMIT_IS_A_POLICYS');
    await publish({ pay: { limit: 2, windowSeconds: 3_600 } });
    expectThat('the same again is used as it was', await codes('s-3', 'pay')).toBe('RATE_LIMITED');
    expect(await codes('s-3', 'ask', {}, other)).toBe('ALLOWED');
    await publish({ pay: { limit: 3, windowSeconds: 3_600 } });
    expectThat('another one begins with nothing', await codes('s-3', 'pay')).toBe('ALLOWED');
    await acme.operator.post('/v1/policies/mirror/rollback', { reason: 'x' });
    expectThat('what was rolled back to limits again', await codes('s-3', 'pay', {}, other)).toBe('RATE_LIMITED');
    await publishPolicy(acme.operator, 'other', MIRROR);
    expect(await codes('s-3', 'pay', {}, other)).toBe('ALLOWED');
    expect(await listed()).toStrictEqual([]);
    const wrong = { modules: { 'p.rego': MIRROR }, data: { writ: { rateLimits: { pay: 1 } } }, summary: 'x' };
    expect((await acme.operator.refused('POST', '/v1/policies/other/revisions', wrong)).code).toBe('RATE_LIMITS_INVALID');
    await assertLedgerIsSound(writ.store, acme.id);
  });
});
