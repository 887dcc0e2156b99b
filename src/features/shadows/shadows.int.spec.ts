import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewEvent, RecordedEvent } from '#libs/event-sourcing';
import { expectThat } from '#libs/testing';
import { execute } from '#libs/event-store-postgres/testing';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { ShadowChanged, ShadowDetail, ShadowDifferencePage, ShadowFindings } from './answers.js';
import { ComparedTable } from './following/compared-table.js';
import { ShadowComparison } from './following/shadow-comparison.js';
import { NOTHING_YET } from './following/shadow-totals.js';

const REGO = readFileSync('docs/examples/airline/policy.rego', 'utf8');
const DATA = JSON.parse(readFileSync('docs/examples/airline/data.json', 'utf8')) as {
  airline: { allowed: Record<string, string>; approval: Record<string, string> };
};
/** Cancelling is put among what agents may do by themselves. */
const FREE = (() => {
  const { cancellation, ...approval } = DATA.airline.approval;
  return { airline: { ...DATA.airline, approval, allowed: { ...DATA.airline.allowed, cancellation } } };
})();
const FREE_CANCELLING = { modules: { 'policy.rego': REGO }, data: FREE };
const CALLS = [
  ['get_user_details', {}],
  ['cancel_reservation', { reservation: 'A1' }],
  ['send_certificate', { amount: 5_000 }],
  ['cancel_reservation', { reservation: 'A2' }],
  ['unknown_tool', {}],
] as const;
interface Suggested {
  readonly untried: number;
  readonly without: number;
  readonly items: readonly {
    readonly strategy: string;
    readonly about: { readonly tool: string; readonly severity: string };
    readonly diff: string;
    readonly modules: Readonly<Record<string, string>>;
    readonly test: string;
    readonly replayed: object;
  }[];
}
const NONE = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };

describe('a shadow', () => {
  let writ: RunningWrit;
  let airline: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    airline = await writ.seedTenant(await writ.owner());
    await publishPolicy(airline.operator, 'airline', REGO, DATA);
    await asked('before');
  });
  afterAll(() => writ.close());

  async function asked(session: string): Promise<void> {
    for (const [tool, given] of CALLS) await airline.agent.decide(session, tool, { arguments: given });
  }
  const started = async (request: object = {}): Promise<string> =>
    (await airline.operator.post<ShadowChanged>('/v1/shadows', { candidate: FREE_CANCELLING, ...request })).id;
  const told = (id: string) => airline.operator.get<ShadowDetail>(`/v1/shadows/${id}`);
  const differences = (id: string, query = '') =>
    airline.operator.get<ShadowDifferencePage>(`/v1/shadows/${id}/differences${query}`);
  async function over(id: string): Promise<ShadowDetail> {
    await eventually('it is over', async () => (await told(id)).state === 'ended');
    return told(id);
  }
  async function ended(id: string): Promise<ShadowDetail> {
    await airline.operator.post(`/v1/shadows/${id}/end`);
    return over(id);
  }

  it('finds exactly the calls that a candidate would have let go without asking, and whom they are about', async () => {
    const id = await started({ name: 'free cancelling' });
    await asked('s-1');
    await asked('s-2');
    await eventually('they are compared', async () => (await told(id)).findings.totals.decisions === 2 * CALLS.length);
    const { findings } = await told(id);
    expect(findings.totals).toMatchObject({ same: 6, different: 4, diverged: 0, severities: { ...NONE, critical: 4 } });
    expect(findings.causes).toStrictEqual([{ cause: 'approval_removed', count: 4 }]);
    expect(findings.matrix).toContainEqual({ from: 'REQUIRE_APPROVAL', to: 'ALLOW', count: 4 });
    const four = { total: 4, ...NONE, critical: 4 };
    expect(findings.tools).toStrictEqual({ count: 1, worst: [{ name: 'cancel_reservation', ...four }] });
    expect(findings.agents).toMatchObject({ count: 1, worst: [four] });
    expect(findings.sessions.worst.map(({ name, critical }) => [name, critical])).toStrictEqual([
      ['s-1', 2],
      ['s-2', 2],
    ]);
    expect(findings.rules).toHaveLength(1);
    const { items } = await differences(id);
    expect(items.map(({ tool, severity, before, after }) => [tool, severity, before.verdict, after.verdict])).toStrictEqual(
      Array.from({ length: 4 }, () => ['cancel_reservation', 'critical', 'REQUIRE_APPROVAL', 'ALLOW']),
    );
    expect((items[0]?.after.why as { input: string[] }).input).toContain('input.tool');
    expectThat('the rest of a page follows', await pagesOf(id)).toStrictEqual(items);
    expect((await differences(id, '?severity=high')).items).toStrictEqual([]);
    await suggestsHolding(`shadows/${id}`);
    const last = await ended(id);
    expect(last).toMatchObject({ state: 'ended', why: 'asked', findings: { totals: { decisions: 10 }, behind: 0 } });
    expect(last.digest).toMatch(/^[0-9a-f]{64}$/);
    expectThat('it is told soon that something critical turned up', await eventsOf(id)).toContain('ShadowCompared');
    expect((await airline.operator.refused('POST', `/v1/shadows/${id}/end`)).code).toBe('SHADOW_IS_OVER');
  });

  /** Edits that hold cancellations again: tried on what happened, and pinned by tests that the candidate fails. */
  async function suggestsHolding(of: string): Promise<void> {
    const { items, untried, without } = await airline.operator.get<Suggested>(`/v1/${of}/suggestions`);
    expect({ untried, without }).toStrictEqual({ untried: 0, without: 0 });
    expect(items.map(({ strategy, about, replayed }) => [strategy, about.tool, about.severity, replayed])).toStrictEqual([
      ['restore', 'cancel_reservation', 'critical', { restores: 4, of: 4, tightens: 0, changesElse: 0, decisions: 10 }],
      ['narrow', 'cancel_reservation', 'critical', { restores: 0, of: 4, tightens: 4, changesElse: 0, decisions: 10 }],
    ]);
    const tested = async (modules: object) =>
      airline.operator.post<{ test: { passed: number; failed: number } }>('/v1/policy-checks', {
        modules,
        data: FREE,
        parts: ['check', 'test'],
      });
    for (const { diff, modules, test } of items) {
      expect(diff).toMatch(/^--- a\/policy\.rego\n\+\+\+ b\/policy\.rego\n@@ /);
      const after = await tested(modules);
      expect(after).toMatchObject({ ok: true, test: { passed: 3, failed: 0 } });
      const before = await tested({ 'policy.rego': REGO, [test]: modules[test] });
      expect(before.test).toMatchObject({ passed: 0, failed: 3 });
    }
  }

  async function pagesOf(id: string): Promise<unknown[]> {
    const first = await differences(id, '?limit=3');
    const rest = await differences(id, `?limit=3&cursor=${first.nextCursor}`);
    expect(rest.nextCursor).toBeNull();
    return [...first.items, ...rest.items];
  }
  async function eventsOf(id: string): Promise<string[]> {
    return (await writ.store.readStream(airline.id, `shadow/${id}`)).map(({ type }) => type);
  }

  it('looks at what its selector and its share name, a session whole or not at all', async () => {
    const of = (shadow: ShadowFindings) => shadow.totals.decisions;
    const tool = await started({ selector: { tools: ['send_certificate'] } });
    const session = await started({ selector: { sessions: ['t-3'] } });
    const half = await started({ share: 50 });
    const sessions = Array.from({ length: 16 }, (_, n) => `t-${n}`);
    for (const each of sessions) await airline.agent.decide(each, 'send_certificate', { arguments: { amount: 1 } });
    for (const each of sessions) await airline.agent.decide(each, 'cancel_reservation', { arguments: { reservation: 'B' } });
    const [byTool, bySession, drawn] = [await ended(tool), await ended(session), await ended(half)];
    expect(of(byTool.findings)).toBe(16);
    expect(of(bySession.findings)).toBe(2);
    const { totals, sessions: touched } = drawn.findings;
    expect(totals.decisions).toBe(2 * totals.different);
    expect(touched.count).toBe(totals.different);
    // All or none of sixteen is drawn once in thirty thousand times.
    expect(totals.decisions).toBeGreaterThan(0);
    expect(totals.decisions).toBeLessThan(32);
  });

  it('ends by itself: after exactly so many decisions, at a time, or when its candidate is gone', async () => {
    const counted = await started({ ends: { decisions: 3 } });
    const timed = await started({ ends: { at: new Date(Date.now() + 1_500).toISOString() } });
    const gone = await started({ candidate: { modules: { 'policy.rego': REGO }, data: { ...FREE, gone: true } } });
    await asked('u-1');
    expect(await over(counted)).toMatchObject({ why: 'decisions', findings: { totals: { decisions: 3 } } });
    const { dataDigest, digest } = (await told(gone)).plan.candidate;
    await execute(writ.databaseUrl, `delete from policies_artifacts where digest in ('${dataDigest}', '${digest}')`);
    await airline.agent.decide('u-1', 'unknown_tool', { arguments: {} });
    expect(await over(gone)).toMatchObject({ why: 'unusable', detail: expect.stringContaining('missing') });
    expect((await airline.operator.refused('GET', `/v1/shadows/${gone}/suggestions`)).code).toBe('SUGGESTIONS_WITHOUT_TEXT');
    const inTime = await over(timed);
    expect(inTime.why).toBe('time');
    await asked('u-2');
    expectThat('nothing is compared any more', (await told(timed)).findings).toStrictEqual(inTime.findings);
  });

  it('counts each decision once, whoever comes to it, and nothing of a step that somebody else took', async () => {
    const id = await started();
    const { app } = writ.api;
    // Beside the worker, which follows by itself.
    for (const session of ['v-1', 'v-2', 'v-3']) {
      await asked(session);
      await app.get(ShadowComparison).goOn(airline.id, id);
    }
    await writ.stopWorker();
    await app.get(ShadowComparison).goOn(airline.id, id);
    const before = (await told(id)).findings;
    expect(before.totals).toMatchObject({ decisions: 3 * CALLS.length, different: 6 });
    expect(before.sessions.worst.map(({ total }) => total)).toStrictEqual([2, 2, 2]);
    const { items: all } = await differences(id);
    const late = { after: before.totals.through - 1, reached: { through: 1_000_000, tallied: NOTHING_YET } };
    const found = { ...NOTHING_YET, tools: [{ name: 'x', differences: { critical: 9 } }] };
    expect(await app.get(ComparedTable).keep(airline.id, id, { ...late, found, told: all as never })).toBe(false);
    expect((await told(id)).findings).toStrictEqual(before);
    await writ.startWorker();
    await ended(id);
  });

  it('raises an alarm, once, where a decision is not what its own policy says, and counts no difference', async () => {
    const id = await started();
    await airline.agent.decide('x-1', 'cancel_reservation', { arguments: { reservation: 'C' } });
    const { position: head } = await writ.store.head(airline.id);
    const all = await writ.store.readLedger(airline.id, Math.max(1, head - 20), 50);
    const last = all.filter(({ type }) => type === 'DecisionRecorded').at(-1) as RecordedEvent;
    const { type, schema, actor, correlation, causation, trace, sealed, stream } = last;
    const altered = (): NewEvent => {
      const data = { ...last.data, requestId: null, rule: 'of-somebody' };
      return { id: randomUUID(), type, schema, actor, correlation, causation, trace, sealed, data };
    };
    const events = [altered(), altered()];
    await writ.store.append({ tenant: airline.id, writes: [{ stream, expect: 'any', events }] });
    const { findings } = await ended(id);
    expect(findings.totals).toMatchObject({ decisions: 3, different: 1, diverged: 2, severities: { ...NONE, critical: 1 } });
    expect((await eventsOf(id)).filter((each) => each === 'ShadowDiverged')).toHaveLength(1);
  });

  it('leaves denials behind of which rules are drafted, where a default denied and no rule did', async () => {
    for (const session of ['w-1', 'w-2', 'w-3']) await asked(session);
    const found = await airline.operator.get<{ items: { tool: string; denials: number; diff: string; replayed: object }[] }>(
      '/v1/policies/airline/revisions/1/drafted-rules',
    );
    expect(found.items.map(({ tool }) => tool)).toStrictEqual(['unknown_tool']);
    const [{ denials, diff, replayed }] = found.items as [(typeof found.items)[0]];
    expect(replayed).toMatchObject({ asks: denials, of: denials });
    expect(diff).toContain('+decision := {"verdict": "REQUIRE_APPROVAL", "rule": "asks-about-unknown_tool"');
    const absent = await airline.operator.refused('GET', '/v1/policies/airline/revisions/9/drafted-rules');
    expect(absent.code).toBe('POLICY_REVISION_NOT_FOUND');
  });

  it('is not answered with edits after which two rules answer the same call', async () => {
    const rule = (verdict: string, name: string, amount: string) =>
      `decision := {"verdict": "${verdict}", "rule": "${name}", "reason": "r"} if {\n\tinput.tool in {"refund", "rebook"}\n\tinput.arguments.amount ${amount}\n}\n`;
    const small = rule('ALLOW', 'small', '<= 50');
    const large = rule('REQUIRE_APPROVAL', 'large', '> 50');
    const otherwise = 'default decision := {"verdict": "DENY", "rule": "none", "reason": "r"}\n';
    const modules = { 'policy.rego': ['package writ\n', otherwise, small, large].join('\n') };
    const id = await started({ candidate: { modules }, selector: { tools: ['refund'] } });
    for (const amount of [10, 20, 500]) await airline.agent.decide('y-1', 'refund', { arguments: { amount } });
    await ended(id);
    const { items } = await airline.operator.get<Suggested>(`/v1/shadows/${id}/suggestions`);
    expect(items.length).toBeGreaterThan(0);
    for (const { modules: edited } of items)
      for (const amount of [10, 500]) {
        const body = { modules: edited, input: { tool: 'refund', arguments: { amount } } };
        const { error } = await airline.operator.post<{ error: object | null }>('/v1/policy-evaluations', body);
        expectThat(JSON.stringify(edited), error).toBeNull();
      }
  });

  it('keeps the gravest differences and the first names, and counts all the others', async () => {
    const table = writ.api.app.get(ComparedTable);
    const shadow = randomUUID();
    const step = async (after: number, severity: 'critical' | 'high', names: number) => {
      const told = Array.from({ length: 1_500 }, (_, n) => ({
        severity,
        cause: 'access_expanded',
        tool: 'x',
        position: after + n,
      }));
      const sessions = Array.from({ length: names }, (_, n) => ({ name: `s-${after + n}`, differences: { [severity]: 1 } }));
      const found = { ...NOTHING_YET, sessions };
      const reached = { through: after + 100_000, tallied: NOTHING_YET };
      expect(await table.keep(airline.id, shadow, { after, reached, found, told: told as never })).toBe(true);
    };
    await step(0, 'high', 6_000);
    expectThat('there is room', [...(await table.room(airline.id, shadow))]).toHaveLength(5);
    await step(100_000, 'critical', 6_000);
    const rows = async (sql: string) => (await execute(writ.databaseUrl, sql)).rows as object[];
    const [kept] = await rows(`select count(*) filter (where severity = 'critical')::int as critical,
      count(*) filter (where severity = 'high')::int as high from shadows_differences where shadow = '${shadow}'`);
    expect(kept).toStrictEqual({ critical: 1_500, high: 500 });
    expectThat('only for what is graver', [...(await table.room(airline.id, shadow))]).toStrictEqual(['critical']);
    const [names] = await rows(`select count(*)::int as names, sum(critical)::int as critical, sum(high)::int as high,
      sum(critical) filter (where name = '')::int as others from shadows_touched where shadow = '${shadow}'`);
    expect(names).toStrictEqual({ names: 10_001, critical: 6_000, high: 6_000, others: 2_000 });
    await step(200_000, 'critical', 1);
    const [again] = await rows(`select critical::int from shadows_touched where shadow = '${shadow}' and name = ''`);
    expect(again).toStrictEqual({ critical: 2_001 });
  });

  it('is nobody else’s, bounded in number, and refused where it cannot be', async () => {
    const rival = await writ.seedTenant(await writ.owner());
    const id = await started();
    expect((await rival.operator.refused('GET', `/v1/shadows/${id}`)).code).toBe('SHADOW_NOT_FOUND');
    expect((await rival.operator.refused('POST', `/v1/shadows/${id}/end`)).code).toBe('SHADOW_NOT_FOUND');
    for (const part of ['differences', 'suggestions'])
      expect((await rival.operator.refused('GET', `/v1/shadows/${id}/${part}`)).code).toBe('SHADOW_NOT_FOUND');
    expect((await airline.agent.refused('GET', `/v1/shadows/${id}`)).code).toBe('FORBIDDEN');
    const shadowing = await writ.signIn(await writ.registerOperator(await writ.owner(), airline.id, ['shadow_admin']));
    expect(await shadowing.get(`/v1/shadows/${id}/suggestions`)).toMatchObject({ items: [] });
    const refused = async (body: object) => (await airline.operator.refused('POST', '/v1/shadows', body)).code;
    expect(await refused({})).toBe('INVALID_INPUT');
    expect(await refused({ candidate: { policy: 'airline', revision: 99 } })).toBe('POLICY_REVISION_NOT_FOUND');
    expect(await refused({ candidate: { modules: { 'p.rego': 'package writ\n\ndecision := ' } } })).toBe('POLICY_INVALID');
    expect(await refused({ candidate: FREE_CANCELLING, share: 0 })).toBe('INVALID_INPUT');
    for (const at of ['2020-01-01T00:00:00Z', '2999-01-01T00:00:00Z'])
      expect(await refused({ candidate: FREE_CANCELLING, ends: { at } })).toBe('SHADOW_ENDS_BEFORE_IT_BEGINS');
    expect((await airline.operator.refused('GET', `/v1/shadows/${randomUUID()}`)).code).toBe('SHADOW_NOT_FOUND');
    const candidate = { policy: 'airline', revision: 1 };
    const asked = () => airline.operator.send('POST', '/v1/shadows', { candidate });
    const codes = (await Promise.all([1, 2, 3, 4, 5, 6].map(asked))).map(({ body }) => (body as { code?: string }).code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(4);
    expect(codes.filter((code) => code === 'TOO_MANY_SHADOWS')).toHaveLength(2);
    type Items = { items: { id: string }[] };
    const open = async () => (await airline.operator.get<Items>('/v1/shadows?state=running')).items;
    await eventually('five are listed', async () => (await open()).length === 5);
    expect(await refused({ candidate })).toBe('TOO_MANY_SHADOWS');
    for (const each of await open()) await ended(each.id);
  });
});
