import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';

const POLICY = 'package writ\n\nimport rego.v1\n\ndecision := {"verdict": "DENY", "rule": "r", "reason": "x"}\n';
const TEST = 'package writ_test\n\nimport rego.v1\n\nimport data.writ\n\ntest_x if writ.decision.verdict == "DENY"\n';

interface Report {
  readonly check: { readonly ok: boolean };
}

describe('the names of modules', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  before(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
    await acme.operator.post('/v1/policies', { id: 'names', name: 'names' });
  });
  after(() => writ.close());

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
      assert.equal(added.status === 201, check.ok, `${Object.keys(modules).join()} ${added.status}`);
      if (!check.ok) assert.equal(added.body['code'], 'POLICY_INVALID');
      taken.push(check.ok);
    }
    assert.deepEqual([taken.includes(true), taken.includes(false)], [true, true]);
  });
});
