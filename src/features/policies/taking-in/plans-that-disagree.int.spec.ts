import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
  beforeAll(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
    await acme.operator.post('/v1/policies', { id: 'sites', name: 'Sites' });
  });
  afterAll(() => writ.close());

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
    expect([status, body.code]).toStrictEqual([422, 'POLICY_PLAN_DISAGREES']);
    expect(body.errors?.map(({ file, row }) => [file, row])).toStrictEqual([['policy.rego', 7]]);
    expect(body.errors?.[0]?.message ?? '').toMatch(/data\.depot\.stop\.all/);
    const told = await check(PLACES);
    expect(told.check.findings.map(({ code, file, row }) => [code, file, row])).toStrictEqual([
      ['POLICY_PLAN_DISAGREES', 'policy.rego', 7],
    ]);
  });

  it('have to have one value at one place: a document where a rule is, is refused, with modules and alone', async () => {
    const data = { writ: { fees: { highest: 1_000 } } };
    const { status, body } = await add(FEES, data);
    expect([status, body.code, body.errors?.[0]?.file, body.errors?.[0]?.row]).toStrictEqual([
      422,
      'POLICY_INVALID',
      'fees.rego',
      3,
    ]);
    expect(body.errors?.[0]?.message ?? '').toMatch(/conflicting rule for data path/);
    const [found] = (await check(FEES, data)).check.findings;
    expect([found?.file, found?.row]).toStrictEqual(['fees.rego', 3]);
    expect((await add(FEES)).status).toBe(201);
    const alone = await acme.operator.send('POST', '/v1/policies/sites/data', { data, summary: 'why' });
    expect([alone.status, alone.body['code']]).toStrictEqual([422, 'POLICY_INVALID']);
  });
});
