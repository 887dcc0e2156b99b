import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReplayReport } from '#libs/replay';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { ReplayChanged, ReplayDetail } from './answers.js';

/** Denies one tool, holds another, and lets small payments pass as long as they were few. */
const REGO = (denied: string) => `package writ

default decision := {"verdict": "ALLOW", "rule": "open", "reason": "nothing closes it"}

decision := {"verdict": "DENY", "rule": "closed", "reason": "it is closed"} if input.tool == "${denied}"

decision := {"verdict": "REQUIRE_APPROVAL", "rule": "held", "reason": "somebody has to look"} if input.tool == "wire"

decision := {"verdict": "DENY", "rule": "often", "reason": sprintf("%d payments", [input.facts.payments])} if {
	input.tool == "pay"
	input.facts.payments >= 3
}
`;

describe('a causal replay', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
    await acme.operator.post('/v1/facts', { name: 'payments', definition: { by: 'agent', tools: ['pay'] } });
    await acme.operator.post('/v1/limits', {
      name: 'searches',
      subject: 'tool',
      tool: 'search',
      limit: 3,
      windowSeconds: 3_600,
    });
    const burst = { name: 'burst', on: 'denials', count: 2, windowSeconds: 600 };
    await acme.operator.post('/v1/quarantine', { scoring: null, triggers: [burst], reason: 'x' });
    await publishPolicy(acme.operator, 'gate', REGO('drop'));
    await story();
  });
  afterAll(() => writ.close());

  async function story(): Promise<void> {
    const decide = (session: string, tool: string, more = {}) => acme.agent.decide(session, tool, { arguments: more });
    for (let n = 0; n < 5; n += 1) await decide('s-pay', 'pay', { n });
    for (let n = 0; n < 5; n += 1) await decide('s-search', 'search', { n });
    const held = await decide('s-wire', 'wire', { amount: 7 });
    await acme.operator.post(`/v1/approvals/${held.approval?.id}/approve`, { comment: 'fine' });
    const passed = await decide('s-wire', 'wire', { amount: 7 });
    await acme.agent.post(`/v1/decisions/${passed.decisionId}/outcome`, { status: 'failed' });
    await decide('s-wire', 'wire', { amount: 7 });
    for (const tool of ['drop', 'read', 'drop', 'read', 'read']) await decide('s-drop', tool);
  }

  async function replayed(request: object): Promise<ReplayReport> {
    const { id } = await acme.operator.post<ReplayChanged>('/v1/replays', { mode: 'causal', ...request });
    await eventually(
      'the replay is completed',
      async () => {
        const { state, detail } = await acme.operator.get<ReplayDetail>(`/v1/replays/${id}`);
        if (state === 'failed') throw new Error(`it failed: ${detail}`);
        return state === 'completed';
      },
      60_000,
    );
    return acme.operator.get<ReplayReport>(`/v1/replays/${id}/report`);
  }
  const told = ({ differences }: ReplayReport) =>
    differences
      .toSorted((one, other) => one.position - other.position)
      .map(({ session, tool, kind, before, after }) => [session, tool, kind, before.code, after.code]);

  it('by the policy of each decision finds everything as it was: facts, limits, quarantine, approvals', async () => {
    const { totals, divergences } = await replayed({});
    expect(divergences).toStrictEqual([]);
    expect(totals).toMatchObject({ decisions: 18, same: 18, different: 0, diverged: 0 });
  });

  it('tells what follows from what would have been decided otherwise, and from which decisions', async () => {
    const report = await replayed({ candidate: { modules: { 'policy.rego': REGO('none') } } });
    expect(told(report)).toStrictEqual([
      ['s-drop', 'drop', 'direct', 'POLICY_DENIED', 'ALLOWED'],
      ['s-drop', 'drop', 'direct', 'POLICY_DENIED', 'ALLOWED'],
      ['s-drop', 'read', 'knock_on', 'QUARANTINED', 'ALLOWED'],
      ['s-drop', 'read', 'knock_on', 'QUARANTINED', 'ALLOWED'],
    ]);
    const dropped = report.differences.filter(({ tool }) => tool === 'drop').map(({ decision }) => decision);
    const [read] = report.differences.filter(({ tool }) => tool === 'read');
    expect(read?.because.filter((decision) => dropped.includes(decision)).toSorted()).toStrictEqual(dropped.toSorted());
    expect(report.totals).toMatchObject({ different: 4, knockOn: 2 });
  });

  it('counts for facts and limits what would have run, and nothing else', async () => {
    const asking = `${REGO('drop')}
decision := {"verdict": "REQUIRE_APPROVAL", "rule": "first", "reason": "the first one"} if {
	input.tool == "pay"
	input.arguments.n == 0
}
`;
    const pays = await replayed({ candidate: { modules: { 'policy.rego': asking } } });
    expect(told(pays)).toStrictEqual([
      ['s-pay', 'pay', 'direct', 'ALLOWED', 'APPROVAL_REQUIRED'],
      ['s-pay', 'pay', 'knock_on', 'POLICY_DENIED', 'ALLOWED'],
    ]);
    expect(pays.differences.find(({ kind }) => kind === 'knock_on')?.because).toStrictEqual([
      pays.differences.find(({ kind }) => kind === 'direct')?.decision,
    ]);
    const searches = await replayed({ candidate: { modules: { 'policy.rego': REGO('search') } }, filter: { tools: ['search'] } });
    expect(told(searches)).toStrictEqual([
      ['s-search', 'search', 'direct', 'ALLOWED', 'POLICY_DENIED'],
      ['s-search', 'search', 'direct', 'ALLOWED', 'POLICY_DENIED'],
      ['s-search', 'search', 'direct', 'ALLOWED', 'QUARANTINED'],
      ['s-search', 'search', 'knock_on', 'RATE_LIMITED', 'QUARANTINED'],
      ['s-search', 'search', 'knock_on', 'RATE_LIMITED', 'QUARANTINED'],
    ]);
  });

  it('is compared with what was recorded alone', async () => {
    const baseline = { policy: 'gate', revision: 1 };
    const refused = await acme.operator.refused('POST', '/v1/replays', { mode: 'causal', baseline, candidate: baseline });
    expect(refused.code).toBe('INVALID_INPUT');
  });
});
