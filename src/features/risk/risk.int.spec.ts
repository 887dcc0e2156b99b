import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectThat } from '#libs/testing';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';
import type { RiskLine } from './answers.js';

const MIRROR = 'package writ\ndecision := {"verdict": input.arguments.verdict, "rule": "mirror", "reason": "as asked"}';

let writ: RunningWrit;
let owner: WritClient;
beforeAll(async () => {
  writ = await RunningWrit.start();
  owner = await writ.owner();
});
afterAll(() => writ.close());

async function mirrored(): Promise<SeededTenant> {
  const tenant = await writ.seedTenant(owner);
  await publishPolicy(tenant.operator, 'mirror', MIRROR);
  return tenant;
}

const prompt = (action: string, confidence: string, type = 'question') => ({ type, action, confidence });

const FACTORS = [
  { name: 'money', points: 5, tools: ['pay'] },
  { name: 'loud', points: 10, tags: ['critical_session'], risks: ['HIGH', 'CRITICAL'] },
];
/** Everything scores. */
const ALL_OF_IT = [
  { name: 'all', points: 1_000, verdicts: ['ALLOW', 'DENY', 'MODIFY', 'DEFER', 'REQUIRE_APPROVAL'] },
  { name: 'paying', points: 7, tools: ['pay'] },
];

describe('the summary of risk', () => {
  let acme: SeededTenant;
  let colleague: WritClient;
  const today = () => new Date().toISOString().slice(0, 10);
  beforeAll(async () => {
    // All of it on one day, which may have ended meanwhile.
    for (let day = ''; day !== today();) {
      day = today();
      await callSome();
    }
  });
  const callSome = async () => {
    acme = await mirrored();
    colleague = await writ.registerAgent(acme.operator, 'b-2');
    for (const tag of ['critical_session', 'safe_session']) await acme.agent.post('/v1/sessions', { id: tag, tags: [tag] });
    const call = (session: string, tool: string, asked: object | undefined, by = acme.agent) =>
      by.decide(session, tool, { arguments: { verdict: 'ALLOW' }, ...(asked && { prompt: asked }) });
    await call('plain', 'pay', prompt('execute', 'low'));
    await acme.operator.post('/v1/risk/factors', { factors: FACTORS });
    await call('plain', 'pay', prompt('log_only', 'low'));
    await call('critical_session', 'pay', undefined);
    await call('safe_session', 'pay', prompt('skip', 'high', 'destructive_confirm'));
    await call('safe_session', 'read', prompt('execute', 'high'));
    await call('other', 'pay', prompt('require_human', 'low'), colleague);
    await acme.operator.post('/v1/risk/factors', { factors: [] });
    await call('plain', 'unscored', undefined);
  };
  const read = async (query = '') => {
    const position = (await writ.store.head(acme.id)).position;
    const path = `/v1/risk${query}`;
    return acme.operator.get<{ items: RiskLine[]; nextCursor: string | null }>(path, { 'writ-min-position': String(position) });
  };
  const short = ({ agent, tool, highest, critical, high, medium, low, none, raised, lowered, loweredDestructive }: RiskLine) =>
    [agent, tool, highest, [critical, high, medium, low, none], [raised, lowered, loweredDestructive]] as const;
  /** Lines of two hours are one line here: the calls may lie on both sides of one. */
  const summed = (lines: readonly RiskLine[]) => lines.reduce((all, line) => all + line.critical + line.high + line.medium, 0);

  it('has a line for each agent and tool, with what tags raised and lowered', async () => {
    const told = [
      ['agent-1', 'pay', 'CRITICAL', [1, 1, 1, 0, 1], [1, 1, 1]],
      ['agent-1', 'read', 'MEDIUM', [0, 0, 1, 0, 0], [0, 1, 0]],
      ['b-2', 'pay', 'MEDIUM', [0, 0, 1, 0, 0], [0, 0, 0]],
    ];
    const unscored = ['agent-1', 'unscored', 'NONE', [0, 0, 0, 0, 1], [0, 0, 0]];
    told.splice(2, 0, unscored);
    const { items } = await read();
    expect(items.map(short)).toStrictEqual(told);
    const paged: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: RiskLine[]; nextCursor: string | null } = await read(`?limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items.map(short));
      cursor = page.nextCursor;
    }
    expect(paged).toStrictEqual(told);
    expect((await read('?agent=b-2&tool=pay')).items.map(short)).toStrictEqual([told[3]]);
    const query = '{ risk(first: 10, filter: {per: day}) { edges { node { agent tool highest critical loweredDestructive } } } }';
    const { data } = await acme.operator.post<{ data: { risk: { edges: { node: object }[] } } }>('/graphql', { query });
    expect(data.risk.edges.map(({ node }) => node)).toMatchObject(
      items.map(({ agent, tool, critical }) => ({ agent, tool, critical })),
    );
    expect((await acme.agent.send('GET', '/v1/risk')).status).toBe(403);
  });

  it('has what calls scored by the factors in force, and nothing from before and after', async () => {
    const scores = (await read()).items.map(({ agent, tool, scored, score }) => [agent, tool, scored, score]);
    expect(scores).toStrictEqual([
      ['agent-1', 'pay', 3, 3 * 5 + 10],
      ['agent-1', 'read', 0, 0],
      ['agent-1', 'unscored', 0, 0],
      ['b-2', 'pay', 1, 5],
    ]);
    const query =
      '{ risk(first: 10, filter: {per: day}) { edges { node { scored score } } } riskFactors(first: 9) { edges { node { version factors { name points } } } } }';
    const { data } = await acme.operator.post<{
      data: { risk: { edges: { node: object }[] }; riskFactors: { edges: { node: object }[] } };
    }>('/graphql', { query });
    expect(data.risk.edges[0]?.node).toStrictEqual({ scored: 3, score: 25 });
    expect(data.riskFactors.edges.map(({ node }) => node)).toStrictEqual([
      { version: 2, factors: [] },
      {
        version: 1,
        factors: [
          { name: 'money', points: 5 },
          { name: 'loud', points: 10 },
        ],
      },
    ]);
    const { events } = await writ.store.readTypes(acme.id, 1, 100, ['RiskScored', 'DecisionRecorded']);
    const scored = events
      .filter(({ type }) => type === 'RiskScored')
      .map(({ data: { decision, because, factors } }) => [decision, because, factors]);
    expect(scored).toHaveLength(4);
    for (const [decision] of scored)
      expect(events.some(({ id, type }) => id === decision && type === 'DecisionRecorded')).toBe(true);
    expect(scored[1]?.slice(1)).toStrictEqual([['money', 'loud'], 1]);
  });

  it('is scored by factors that say something, with names of their own, that an admin declares', async () => {
    const good = { name: 'x', points: 1, tools: ['pay'] };
    for (const factors of [
      [{ name: 'x', points: 1 }],
      [{ ...good, points: 0 }],
      [{ ...good, points: 1.5 }],
      [{ ...good, points: 1_001 }],
      [{ ...good, tools: [] }],
      [{ ...good, verdicts: ['MAYBE'] }],
      [{ ...good, more: 1 }],
      [good, good],
      Array.from({ length: 33 }, (_, i) => ({ ...good, name: `x${i}` })),
      {},
    ])
      expectThat(JSON.stringify(factors), (await acme.operator.refused('POST', '/v1/risk/factors', { factors })).code).toBe(
        'INVALID_INPUT',
      );
    expect(await acme.operator.post('/v1/risk/factors', { factors: [] })).toStrictEqual({ version: 2, ledger: null });
    expect((await acme.agent.send('POST', '/v1/risk/factors', { factors: [good] })).status).toBe(403);
  });

  it('is by hour or day, from the one in which a time lies, to before another', async () => {
    const [day] = (await read()).items;
    const from = day?.from as string;
    const next = new Date(Date.parse(from) + 86_400_000).toISOString();
    const noon = new Date(Date.parse(from) + 43_200_000).toISOString();
    for (const [query, isThere] of [
      [`from=${from}`, true],
      [`from=${noon}`, true],
      [`from=${next}`, false],
      [`to=${from}`, false],
      [`to=${noon}`, true],
      [`to=${next}&from=${from}`, true],
    ] as const)
      expectThat(query, (await read(`?${query}`)).items.length > 0).toBe(isThere);
    const hours = (await read('?per=hour')).items;
    expect(hours.every((line) => line.from.endsWith(':00:00.000000Z') && Date.parse(line.from) >= Date.parse(from))).toBe(true);
    expect(summed(hours)).toBe(5);
    for (const wrong of [
      'per=week',
      'from=now',
      'cursor=x',
      `cursor=${Buffer.from('["a","b","\\u0000"]').toString('base64url')}`,
    ])
      expectThat(wrong, (await acme.operator.refused('GET', `/v1/risk?${wrong}`)).code).toBe('INVALID_INPUT');
  });
});

/** Every guard there is has something to say to one of these tools. */
async function guarded(): Promise<SeededTenant> {
  const tenant = await mirrored();
  const { operator } = tenant;
  const post = (path: string, body: object) => operator.post<{ id: string }>(path, body);
  for (const [name, kind, returns] of [
    ['pay', 'write', []],
    ['ask', 'read', []],
    ['look', 'read', ['pii']],
    ['mail', 'egress', []],
    ['killed', 'exec', []],
    ['paused', 'exec', []],
    ['lifted', 'exec', []],
  ] as const)
    await post('/v1/tools', { name, class: kind, returns });
  await post('/v1/sink-rules', { labels: ['pii'], class: 'egress', action: 'block', reason: 'x' });
  await post('/v1/sink-rules', { labels: ['email'], tool: 'pay', action: 'redact', reason: 'x' });
  await post('/v1/limits', { name: 'few', subject: 'tool', tool: 'pay', limit: 6, windowSeconds: 3_600 });
  await post('/v1/limits', { name: 'tokens', subject: 'tool', tool: 'ask', measure: 'tokens', limit: 500, period: 'month' });
  await post('/v1/facts', { name: 'calls_of', definition: { by: 'tool' } });
  await post('/v1/controls/kill', { scope: 'tool', target: 'killed', reason: 'x', forLater: true });
  await post('/v1/controls/pause', { scope: 'tool', target: 'paused', reason: 'x', forLater: true });
  const { id } = await post('/v1/exceptions', { tool: 'lifted', rule: 'mirror', seconds: 3_600, reason: 'x' });
  const second = await writ.signIn(await writ.registerOperator(owner, tenant.id, ['approval_admin']));
  await second.post(`/v1/exceptions/${id}/approve`);
  return tenant;
}

interface Call {
  readonly session: number;
  readonly tool: (typeof TOOLS)[number];
  readonly verdict: string;
  readonly text: string;
  readonly tokens: number | null;
  readonly prompt: { readonly type: string; readonly action: string; readonly confidence: string };
  readonly outcome: string | null;
}

const TOOLS = ['pay', 'ask', 'look', 'mail', 'killed', 'paused', 'lifted', 'ghost'] as const;
const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.record({
    session: fc.nat(5),
    tool: fc.constantFrom(...TOOLS),
    verdict: fc.constantFrom('ALLOW', 'ALLOW', 'ALLOW', 'DENY', 'REQUIRE_APPROVAL', 'nonsense'),
    text: fc.constantFrom('nothing', 'jane@example.com'),
    tokens: fc.constantFrom(1, 200, null),
    prompt: fc.record({
      type: fc.constantFrom('question', 'destructive_confirm'),
      action: fc.constantFrom('execute', 'auto_respond', 'require_human', 'skip', 'log_only', 'anything'),
      confidence: fc.constantFrom('low', 'medium', 'high'),
    }),
    outcome: fc.constantFrom('failed', 'succeeded', null),
  }),
  { minLength: 40, maxLength: 40 },
);

const DESTRUCTIVE = { type: 'destructive_confirm', action: 'execute', confidence: 'low' } as const;
const asking = (session: number, tool: Call['tool'], more: Partial<Call> = {}): Call => ({
  session,
  tool,
  verdict: 'ALLOW',
  text: 'nothing',
  tokens: 1,
  prompt: DESTRUCTIVE,
  outcome: null,
  ...more,
});
/** One call for each guard, in sessions that are not contained yet, and the code it comes to. */
const FIRST: readonly (readonly [Call, string])[] = [
  [asking(0, 'killed'), 'KILL_SWITCH'],
  [asking(1, 'paused'), 'PAUSED'],
  [asking(1, 'ghost'), 'UNKNOWN_TOOL'],
  [asking(2, 'look'), 'ALLOWED'],
  [asking(2, 'mail'), 'DLP_BLOCKED'],
  [asking(3, 'lifted', { verdict: 'DENY' }), 'EXCEPTED'],
  [asking(3, 'pay', { text: 'jane@example.com' }), 'MODIFIED'],
  [asking(3, 'ask', { tokens: 501 }), 'BUDGET_EXCEEDED'],
  [asking(4, 'pay', { verdict: 'REQUIRE_APPROVAL' }), 'APPROVAL_REQUIRED'],
  [asking(4, 'pay', { verdict: 'nonsense' }), 'POLICY_ERROR'],
];

const tags = fc.array(fc.subarray(['critical_session', 'safe_session']), { minLength: 6, maxLength: 6 });

async function verdicts({ agent }: SeededTenant, asked: readonly Call[], loud?: readonly (readonly string[])[]) {
  const told: { readonly decided: readonly unknown[]; readonly risk: string }[] = [];
  for (const [i, of] of (loud ?? []).entries()) await agent.post('/v1/sessions', { id: `s-${i}`, tags: of });
  for (const { session, tool, verdict, text, tokens, prompt: risky, outcome } of asked) {
    const decided = await agent.post<Decision & { changes?: object }>('/v1/decisions', {
      sessionId: `s-${session}`,
      tool,
      arguments: { verdict, text },
      context: { usage: { tokens } },
      ...(loud && { prompt: risky }),
    });
    const { verdict: ruled, code, rule, obligations, changes, risk } = decided;
    // Rules of operators are named by their ids.
    const named = rule.replace(/[0-9a-f-]{36}/, '<id>');
    told.push({ decided: [tool, ruled, code, named, obligations, changes], risk });
    if (outcome !== null && (ruled === 'ALLOW' || ruled === 'MODIFY'))
      await agent.post(`/v1/decisions/${decided.decisionId}/outcome`, { status: outcome });
  }
  return told;
}

describe('risk', () => {
  it('is an annotation: whatever prompts, tags and factors say, every guard rules as it does without them', async () => {
    const seed = Date.now() % 2 ** 31;
    console.log(`verdicts with and without risk: seed ${seed}`);
    const property = fc.asyncProperty(calls, tags, async (more, loud) => {
      const asked = [...FIRST.map(([call]) => call), ...more];
      const [quiet, risky] = await Promise.all([guarded(), guarded()]);
      await risky.operator.post('/v1/risk/factors', { factors: ALL_OF_IT });
      const [without, withRisk] = await Promise.all([verdicts(quiet, asked), verdicts(risky, asked, loud)]);
      expect(withRisk.map(({ decided }) => decided)).toStrictEqual(without.map(({ decided }) => decided));
      const scores = async ({ id }: SeededTenant) => (await writ.store.readTypes(id, 1, 1_000, ['RiskScored'])).events.length;
      expectThat('every call of one tenant was scored', [await scores(quiet), await scores(risky)]).toStrictEqual([
        0,
        asked.length,
      ]);
      expectThat(
        'nothing is risky without a prompt or a tag',
        without.every(({ risk }) => risk === 'NONE'),
      ).toBe(true);
      expect(without.slice(0, FIRST.length).map(({ decided }) => decided[2])).toStrictEqual(FIRST.map(([, code]) => code));
      expectThat(
        'the others were risky',
        withRisk.slice(0, FIRST.length).every(({ risk }) => risk !== 'NONE'),
      ).toBe(true);
    });
    await fc.assert(property, { seed, numRuns: Number(process.env['WRIT_RISK_RUNS'] ?? 1), endOnFailure: true });
  });
});
