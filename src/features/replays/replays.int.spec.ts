import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { ReplayReport } from '#libs/replay';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { ReplayChanged, ReplayDetail } from './answers.js';

const REGO = readFileSync('docs/examples/airline/policy.rego', 'utf8');
const DATA = JSON.parse(readFileSync('docs/examples/airline/data.json', 'utf8')) as {
  airline: { allowed: Record<string, string>; approval: Record<string, string> };
};
const CALLS = [
  ['get_user_details', {}],
  ['book_reservation', { flight: 'HAT001' }],
  ['cancel_reservation', { reservation: 'A1' }],
  ['send_certificate', { amount: 5_000 }],
  ['cancel_reservation', { reservation: 'A2' }],
  ['unknown_tool', {}],
] as const;

describe('a replay', () => {
  let writ: RunningWrit;
  let airline: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    airline = await writ.seedTenant(await writ.owner());
    await publishPolicy(airline.operator, 'airline', REGO, DATA);
    for (const [tool, given] of CALLS) await airline.agent.decide('s-1', tool, { arguments: given });
  });
  afterAll(() => writ.close());

  async function replayed(request: object): Promise<ReplayReport> {
    const { id } = await airline.operator.post<ReplayChanged>('/v1/replays', request);
    await eventually('the replay is completed', async () => {
      const { state, detail } = await airline.operator.get<ReplayDetail>(`/v1/replays/${id}`);
      if (state === 'failed') throw new Error(`it failed: ${detail}`);
      return state === 'completed';
    });
    return airline.operator.get<ReplayReport>(`/v1/replays/${id}/report`);
  }

  it('by the policy of each decision comes to what was recorded', async () => {
    const report = await replayed({});
    expect(report.totals).toStrictEqual({ decisions: 6, notReached: 0, factsMissing: 0, diverged: 0, same: 6, different: 0 });
  });

  it('by one that lets cancellations go without asking people tells exactly those, and why', async () => {
    const candidate = { modules: { 'policy.rego': REGO }, data: withoutAsking() };
    const range = { to: 19 };
    const report = await replayed({ candidate, range });
    expect(report.severities).toStrictEqual({ critical: 2, high: 0, medium: 0, low: 0, info: 0 });
    expect(report.differences.map(({ tool, cause, before, after }) => [tool, cause, before.verdict, after.verdict])).toStrictEqual([
      ['cancel_reservation', 'approval_removed', 'REQUIRE_APPROVAL', 'ALLOW'],
      ['cancel_reservation', 'approval_removed', 'REQUIRE_APPROVAL', 'ALLOW'],
    ]);
    const [first] = report.differences;
    expectThat('what it looked at is told', first?.after.why?.input).toContain('input.tool');
    expectThat('the same comes to the same', await replayed({ candidate, range })).toStrictEqual(report);
  });
});

/** Cancelling is put among what agents may do by themselves. */
function withoutAsking(): object {
  const { cancellation, ...approval } = DATA.airline.approval;
  return { airline: { ...DATA.airline, approval, allowed: { ...DATA.airline.allowed, cancellation } } };
}
