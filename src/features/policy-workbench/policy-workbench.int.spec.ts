import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { GraphqlFields } from '#test/support/graphql-fields';
import { addRevision, always, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient, type Problem } from '#test/support/writ-client';
import type { InstantiatedTemplate, PolicyCheckReport, PolicyDiffView, PolicyEvaluationView } from './answers.js';
import { POLICY, TESTS, text } from './testing/a-policy.js';

const DECIDE = { input: { tool: 'get' }, modules: { 'p.rego': always('ALLOW') } };

/** Every route, with a request that is accepted. */
const REQUESTS: readonly (readonly [method: string, path: string, body: object | undefined, role: string])[] = [
  ['POST', '/v1/policy-checks', { ...text(), parts: ['format'] }, 'policy_admin'],
  ['POST', '/v1/policy-evaluations', DECIDE, 'policy_admin'],
  ['POST', '/v1/policy-diffs', { before: text(), after: text() }, 'policy_admin'],
  ['GET', '/v1/policies/gate/revisions/2/diff?against=1', undefined, 'policy_admin'],
  ['POST', '/v1/policy-templates/default/instantiate', {}, 'policy_admin'],
  ['GET', '/v1/policy-templates', undefined, 'viewer'],
  ['GET', '/v1/policy-templates/default', undefined, 'viewer'],
];

let writ: RunningWrit;
let acme: SeededTenant;
let rival: SeededTenant;
let viewer: WritClient;
let admin: WritClient;

beforeAll(async () => {
  writ = await RunningWrit.start({ worker: false });
  const owner = await writ.owner();
  [acme, rival] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
  viewer = await writ.signIn(await writ.registerOperator(owner, acme.id, ['viewer']));
  admin = await writ.signIn(await writ.registerOperator(owner, acme.id, ['policy_admin']));
  await addRevision(acme.operator, 'gate', always('DENY'));
  await addRevision(acme.operator, 'gate', POLICY, { read: ['get'] });
});
afterAll(() => writ.close());

describe('every route of the workbench', () => {
  for (const [method, path, body, role] of REQUESTS) {
    it(`${method} ${path.split('?')[0]} is for ${role} alone, and records nothing`, async () => {
      const head = await writ.store.head(acme.id);
      expect((await admin.send(method, path, body)).status).toBe(200);
      expect((await new WritClient(writ.url).refused(method, path, body)).code).toBe('UNAUTHENTICATED');
      expect((await acme.agent.refused(method, path, body)).code).toBe('FORBIDDEN');
      const { status } = await viewer.send(method, path, body);
      expect(status).toBe(role === 'viewer' ? 200 : 403);
      expect(await writ.store.head(acme.id)).toStrictEqual(head);
    });
  }
});

const evaluate = (request: object): Promise<PolicyEvaluationView> => admin.post('/v1/policy-evaluations', request);

describe('an evaluation', () => {
  it('answers, and tells which rules fired and what stopped the others', async () => {
    const allowed = await evaluate({ input: { tool: 'get' }, ...text() });
    expect([allowed.defined, (allowed.result as { rule: string }).rule]).toStrictEqual([true, 'read']);
    expect(allowed.explanation?.fired.map(({ rule, row }) => [rule, row])).toStrictEqual([['data.writ.decision', 8]]);
    const denied = await evaluate({ input: { tool: 'put' }, ...text() });
    const reads = { input: ['input.tool'], data: ['data.read'], missing: [], truncated: false };
    expect(denied.explanation?.reads).toStrictEqual(reads);
    expect(denied.explanation?.failed.map(({ row, condition }) => [row, condition])).toStrictEqual([
      [8, { file: 'policy.rego', row: 8 }],
    ]);
    const nothing = await evaluate({ input: 1, modules: { 'p.rego': 'package a.b\n\nx if input == 2' }, entrypoint: 'a/b/x' });
    expect([nothing.defined, nothing.result, nothing.error]).toStrictEqual([false, null, null]);
  });

  it('tells where a policy failed', async () => {
    const endless = '[1 | some a in numbers.range(1, 3000); some b in numbers.range(1, 3000); a * b == -1]';
    const { defined, error } = await evaluate({ input: {}, modules: { 'p.rego': `package writ\n\ndecision := ${endless}` } });
    expect([defined, error?.code]).toStrictEqual([false, 'eval_fuel_exhausted']);
    const two = 'package writ\n\ndecision := 1\n\ndecision := 2 if input.x\n';
    const conflict = await evaluate({ input: { x: true }, modules: { 'p.rego': two } });
    expect([conflict.error?.code, conflict.error?.file]).toStrictEqual(['eval_conflict_error', 'p.rego']);
  });

  it('takes an input as large as a body may be, and any JSON value', async () => {
    const count = { 'p.rego': 'package writ\n\ndecision := count(input)' };
    expect((await evaluate({ input: 'x'.repeat(1_000_000), modules: count })).result).toBe(1_000_000);
    const echo = { 'p.rego': 'package writ\n\ndecision := {"it": input}' };
    for (const input of [null, false, 0, '', [], { constructor: { toString: [1.5e-7, '\0'] } }])
      expect((await evaluate({ input, modules: echo })).result).toStrictEqual({ it: input });
  });

  it('asks a stored revision by its stored plan', async () => {
    const { result } = await evaluate({ input: { tool: 'get' }, policy: 'gate', revision: 2 });
    expect((result as { rule: string }).rule).toBe('read');
    const first = await evaluate({ input: { tool: 'get' }, policy: 'gate', revision: 1 });
    expect((first.result as { verdict: string }).verdict).toBe('DENY');
    const revision = await addRevision(acme.operator, 'gate', always('DEFER'));
    const client = new pg.Client({ connectionString: writ.databaseUrl });
    await client.connect();
    const { rowCount } = await client.query(
      `update policies_artifacts set bytes = bytes || ' '::bytea where bytes like '%DEFER%'`,
    );
    await client.end();
    expect(rowCount ?? 0).toBeGreaterThan(0);
    const problem = await admin.refused('POST', '/v1/policy-evaluations', { input: {}, policy: 'gate', revision });
    expect(problem.code).toBe('POLICY_UNUSABLE');
  });

  it('is of a text or of a revision, and of one that is there', async () => {
    const refused = (request: object): Promise<Problem> => admin.refused('POST', '/v1/policy-evaluations', request);
    for (const request of [
      { input: {} },
      { input: {}, policy: 'gate' },
      { input: {}, revision: 1 },
      { input: {}, policy: 'gate', revision: 1, modules: {} },
      { input: {}, policy: 'gate', revision: 1, data: {} },
      { modules: { 'p.rego': POLICY } },
    ])
      expectThat(JSON.stringify(request), (await refused(request)).code).toBe('INVALID_INPUT');
    for (const stored of [
      { policy: 'gate', revision: 99 },
      { policy: 'nothing', revision: 1 },
    ])
      expect((await refused({ input: {}, ...stored })).code).toBe('POLICY_REVISION_NOT_FOUND');
    const theirs = { input: {}, policy: 'gate', revision: 1 };
    expect((await rival.operator.refused('POST', '/v1/policy-evaluations', theirs)).code).toBe('POLICY_REVISION_NOT_FOUND');
  });
});

describe('a comparison', () => {
  const diff = (from: number, to: number): Promise<PolicyDiffView> =>
    admin.get(`/v1/policies/gate/revisions/${to}/diff?against=${from}`);

  it('of stored revisions names rules, data and tools, and what is treated otherwise', async () => {
    const wider = await diff(1, 2);
    expect([wider.same, wider.effect, wider.data.added]).toStrictEqual([false, 'widened', ['data.read']]);
    expect([wider.rules.changed, wider.tools.added]).toStrictEqual([['data.writ.decision'], ['data.read: get']]);
    expect(wider.widened[0]).toStrictEqual({ input: { tool: 'get' }, before: 'DENY', after: 'ALLOW' });
    expect((await diff(2, 1)).effect).toBe('narrowed');
    expect([(await diff(2, 2)).same, (await diff(2, 2)).effect]).toStrictEqual([true, 'same']);
  });

  it('is of revisions of one tenant that are there', async () => {
    const paths = ['gate/revisions/1/diff?against=99', 'gate/revisions/99/diff?against=1', 'other/revisions/1/diff?against=1'];
    for (const path of paths) expect((await admin.refused('GET', `/v1/policies/${path}`)).code).toBe('POLICY_REVISION_NOT_FOUND');
    const theirs = '/v1/policies/gate/revisions/2/diff?against=1';
    expect((await rival.operator.refused('GET', theirs)).code).toBe('POLICY_REVISION_NOT_FOUND');
    for (const query of ['', '?against=0', '?against=x', '?against=1&more=1'])
      expectThat(query, (await admin.refused('GET', `/v1/policies/gate/revisions/2/diff${query}`)).code).toBe('INVALID_INPUT');
  });

  it('of texts says the same as that of the revisions they became', async () => {
    const before_ = { modules: { 'policy.rego': always('DENY') } };
    const after_ = { modules: { 'policy.rego': POLICY }, data: { read: ['get'] } };
    expect(await admin.post('/v1/policy-diffs', { before: before_, after: after_ })).toStrictEqual(await diff(1, 2));
  });
});

describe('templates', () => {
  it('are listed, and shown with their text', async () => {
    const { items } = await viewer.get<{ items: { name: string; parameters: object[] }[] }>('/v1/policy-templates');
    expect(items.map(({ name }) => name)).toStrictEqual(readdirSync('policies/templates').toSorted());
    for (const { name, parameters } of items) {
      const template = await viewer.get<InstantiatedTemplate & { parameters: object[] }>(`/v1/policy-templates/${name}`);
      expect(template.parameters).toStrictEqual(parameters);
      expect(template.modules['policy.rego']).toBe(readFileSync(`policies/templates/${name}/policy.rego`, 'utf8'));
      expect(template.readme).toBe(readFileSync(`policies/templates/${name}/README.md`, 'utf8'));
    }
  });

  it('become text that passes every check and can be sent on as a revision', async () => {
    const parameters = { calls_per_session: 3, currency: 'CHF' };
    const made = await admin.post<InstantiatedTemplate>('/v1/policy-templates/spend-limits/instantiate', { parameters });
    const { modules, data, entrypoint } = made;
    expect([(data as typeof parameters).calls_per_session, (data as typeof parameters).currency]).toStrictEqual([3, 'CHF']);
    const report = await admin.post<PolicyCheckReport>('/v1/policy-checks', { modules, data, entrypoint });
    expectThat(JSON.stringify(report), report.ok && report.score?.score === 100).toBe(true);
    await admin.post('/v1/policies', { id: 'spending', name: 'Spending' });
    await admin.post('/v1/policies/spending/revisions', { modules, data, entrypoint, summary: 'from a template' });
    const again = await viewer.get<InstantiatedTemplate>('/v1/policy-templates/spend-limits');
    expectThat('the template stays what it is', (again.data as typeof parameters).currency).not.toBe('CHF');
  });

  it('take values of the right name and type only', async () => {
    const refused = (name: string, body: object): Promise<Problem> =>
      admin.refused('POST', `/v1/policy-templates/${name}/instantiate`, body);
    for (const parameters of [{ nothing: 1 }, { constructor: 1 }, { calls_per_session: 'three' }, { free: null }])
      expect((await refused('spend-limits', { parameters })).code).toBe('POLICY_TEMPLATE_PARAMETER_INVALID');
    expect((await refused('nothing', {})).code).toBe('POLICY_TEMPLATE_NOT_FOUND');
    expect((await viewer.refused('GET', '/v1/policy-templates/nothing')).code).toBe('POLICY_TEMPLATE_NOT_FOUND');
    expect((await viewer.refused('GET', '/v1/policy-templates/..%2fx')).code).toBe('INVALID_INPUT');
    expect((await refused('spend-limits', { parameters: [] })).code).toBe('INVALID_INPUT');
  });
});

describe('GraphQL', () => {
  interface Answer {
    data?: Record<string, unknown> | null;
    errors?: { extensions: { code: string } }[];
  }
  let fields: GraphqlFields;
  beforeAll(async () => {
    fields = await GraphqlFields.of(admin);
  });
  const ask = (caller: WritClient, field: string, types: string, variables: object): Promise<Answer> => {
    const names = Object.keys(variables).map((name) => `${name}: $${name}`);
    const call = names.length === 0 ? field : `${field}(${names.join(', ')})`;
    return caller.post('/graphql', { query: `query ${types} { ${call} ${fields.selection('query', field)} }`, variables });
  };
  const MORE = `${POLICY}\nforgotten if regex.match("get.*", input.tool)\n`;
  const checked = text(MORE, `${TESTS}\ntest_wrong if 1 == 2\n`);
  const stored = { policy: 'gate', revision: 2, input: null };
  const same: readonly (readonly [string, string, object, () => Promise<unknown>])[] = [
    ['checkPolicy', '($input: CheckPolicyInput!)', { input: checked }, () => admin.post('/v1/policy-checks', checked)],
    ['evaluatePolicy', '($input: EvaluatePolicyInput!)', { input: DECIDE }, () => admin.post('/v1/policy-evaluations', DECIDE)],
    ['evaluatePolicy', '($input: EvaluatePolicyInput!)', { input: stored }, () => admin.post('/v1/policy-evaluations', stored)],
    [
      'policyDiff',
      '($policy: String!, $revision: Int!, $against: Int!)',
      { policy: 'gate', revision: 2, against: 1 },
      () => admin.get('/v1/policies/gate/revisions/2/diff?against=1'),
    ],
    [
      'comparePolicies',
      '($before: PolicyTextInput!, $after: PolicyTextInput!)',
      { before: text(), after: checked },
      () => admin.post('/v1/policy-diffs', { before: text(), after: checked }),
    ],
    ['policyTemplates', '', {}, async () => (await admin.get('/v1/policy-templates'))['items']],
    ['policyTemplate', '($name: String!)', { name: 'default' }, () => admin.get('/v1/policy-templates/default')],
    [
      'instantiatePolicyTemplate',
      '($name: String!, $parameters: JSON)',
      { name: 'spend-limits', parameters: { currency: 'CHF' } },
      () => admin.post('/v1/policy-templates/spend-limits/instantiate', { parameters: { currency: 'CHF' } }),
    ],
  ];
  for (const [field, types, variables, rest] of same) {
    it(`${field} answers as REST does, to the same people`, async () => {
      const { data, errors } = await ask(admin, field, types, variables);
      expectThat(JSON.stringify(errors), errors).toBeUndefined();
      expect(data?.[field]).toStrictEqual(await rest());
      const nobody = await ask(new WritClient(writ.url), field, types, variables);
      expect(nobody.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
      const reader = await ask(viewer, field, types, variables);
      const isForViewers = /^policyTemplates?$/.test(field);
      expect(reader.errors?.[0]?.extensions.code).toBe(isForViewers ? undefined : 'FORBIDDEN');
    });
  }

  it('refuses as REST does', async () => {
    const refusals = [
      await ask(admin, 'checkPolicy', '($input: CheckPolicyInput!)', { input: { modules: 5 } }),
      await ask(admin, 'evaluatePolicy', '($input: EvaluatePolicyInput!)', { input: { modules: {} } }),
      await ask(admin, 'evaluatePolicy', '($input: EvaluatePolicyInput!)', { input: { input: 1, modules: { 'p.rego': '' } } }),
      await ask(rival.operator, 'policyDiff', same[3]?.[1] ?? '', { policy: 'gate', revision: 2, against: 1 }),
      await ask(admin, 'policyTemplate', '($name: String!)', { name: 'nothing' }),
      await ask(admin, 'instantiatePolicyTemplate', same[7]?.[1] ?? '', { name: 'default', parameters: { no: 1 } }),
    ];
    expect(refusals.map(({ errors }) => errors?.[0]?.extensions.code)).toStrictEqual([
      'INVALID_INPUT',
      'INVALID_INPUT',
      'POLICY_INVALID',
      'POLICY_REVISION_NOT_FOUND',
      'POLICY_TEMPLATE_NOT_FOUND',
      'POLICY_TEMPLATE_PARAMETER_INVALID',
    ]);
  });
});
