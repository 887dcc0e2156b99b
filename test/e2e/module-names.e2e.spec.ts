import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';

const POLICY = 'package writ\n\nimport rego.v1\n\ndecision := {"verdict": "DENY", "rule": "r", "reason": "x"}\n';
const TEST = 'package writ_test\n\nimport rego.v1\n\nimport data.writ\n\ntest_x if writ.decision.verdict == "DENY"\n';

interface Report {
  readonly check: { readonly ok: boolean };
}

describe('the names of modules', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
    await acme.operator.post('/v1/policies', { id: 'names', name: 'names' });
  });
  afterAll(() => writ.close());

  const SETS: readonly Readonly<Record<string, string>>[] = [
    { 'a.b.rego': POLICY },
    { '__proto__x.rego': POLICY },
    { [`${'a'.repeat(95)}.rego`]: POLICY },
    { [`${'a'.repeat(96)}.rego`]: POLICY },
    { constructor: POLICY },
    { 'p.REGO': POLICY },
    { '../p.rego': POLICY },
    { 'ü.rego': POLICY },
    { 'p.rego': POLICY, 'p.rego/x_test.rego': TEST },
    { 'p.rego': POLICY, 'P_test.rego': TEST, 'p_test.rego': TEST },
    { 'p.rego': POLICY, 'data.json': TEST },
    { 'p_test.rego': TEST },
  ];

  it('that a check finds good are those that a revision takes', async () => {
    const taken: boolean[] = [];
    for (const [index, modules] of SETS.entries()) {
      const { check } = await acme.operator.post<Report>('/v1/policy-checks', { modules, parts: ['check'] });
      const added = await acme.operator.send('POST', '/v1/policies/names/revisions', { modules, summary: `names ${index}` });
      expectThat(`${Object.keys(modules).join()} ${added.status}`, added.status === 201).toBe(check.ok);
      if (!check.ok) expect(added.body['code']).toBe('POLICY_INVALID');
      taken.push(check.ok);
    }
    expect([taken.includes(true), taken.includes(false)]).toStrictEqual([true, true]);
  });
});
