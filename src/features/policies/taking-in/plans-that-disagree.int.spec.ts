import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';

const PLACES = {
  'policy.rego': `package writ

default decision := {"verdict": "ALLOW", "rule": "open", "reason": "nothing closes it"}

decision := {"verdict": "DENY", "rule": "closed", "reason": "it is closed"} if {
	site := input.context.site
	data[site].stop.all
}
`,
  'plant.rego': 'package plant\n\nstop[line] if line := "all"\n',
  'depot.rego': 'package depot\n\nstop.all := true\n',
};
const FEES = {
  'policy.rego': 'package writ\n\ndecision := {"verdict": "ALLOW", "rule": "r", "reason": "r"} if data.writ.fees.highest > 1\n',
  'fees.rego': 'package writ.fees\n\nhighest := 10\n',
};

describe('what a policy compiles to and what OPA makes of it', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  before(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
    await acme.operator.post('/v1/policies', { id: 'sites', name: 'Sites' });
  });
  after(() => writ.close());

  const add = async (modules: object, data: object = {}) =>
    (await acme.operator.send('POST', '/v1/policies/sites/revisions', { modules, data, summary: 'why' })) as {
      status: number;
      body: { code?: string; errors?: { file: string; row: number; message: string }[] };
    };
  const check = async (modules: object, data: object = {}) =>
    acme.operator.post<{ ok: boolean; check: { findings: { code: string; file: string; row: number }[] } }>('/v1/policy-checks', {
      modules,
      data,
      parts: ['check'],
    });

  it('have to be one: a revision with two answers is refused with the place, and a check says so', async () => {
    const { status, body } = await add(PLACES);
    assert.deepEqual([status, body.code], [422, 'POLICY_PLAN_DISAGREES']);
    assert.deepEqual(
      body.errors?.map(({ file, row }) => [file, row]),
      [['policy.rego', 7]],
    );
    assert.match(body.errors?.[0]?.message ?? '', /data\.depot\.stop\.all/);
    const told = await check(PLACES);
    assert.deepEqual(
      told.check.findings.map(({ code, file, row }) => [code, file, row]),
      [['POLICY_PLAN_DISAGREES', 'policy.rego', 7]],
    );
  });

  it('have to have one value at one place: a document where a rule is, is refused, with modules and alone', async () => {
    const data = { writ: { fees: { highest: 1_000 } } };
    const { status, body } = await add(FEES, data);
    assert.deepEqual([status, body.code, body.errors?.[0]?.file, body.errors?.[0]?.row], [422, 'POLICY_INVALID', 'fees.rego', 3]);
    assert.match(body.errors?.[0]?.message ?? '', /conflicting rule for data path/);
    const [found] = (await check(FEES, data)).check.findings;
    assert.deepEqual([found?.file, found?.row], ['fees.rego', 3]);
    assert.equal((await add(FEES)).status, 201);
    const alone = await acme.operator.send('POST', '/v1/policies/sites/data', { data, summary: 'why' });
    assert.deepEqual([alone.status, alone.body['code']], [422, 'POLICY_INVALID']);
  });
});
