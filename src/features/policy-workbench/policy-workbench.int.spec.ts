import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { GraphqlFields } from '#test/support/graphql-fields';
import { addRevision, always, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient, type Problem } from '#test/support/writ-client';
import type { InstantiatedTemplate, PolicyCheckReport, PolicyDiffView, PolicyEvaluationView } from './answers.js';

const POLICY = `# METADATA
# title: Reading
# description: Whoever reads may go on
package writ

default decision := {"verdict": "DENY", "rule": "unknown", "reason": "no rule knows this tool"}

decision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool in data.read
`;
const TESTS = `package writ_test

import data.writ

test_reading_is_allowed if writ.decision.rule == "read" with input as {"tool": "get"} with data.read as ["get"]

test_else_denied if writ.decision.rule == "unknown" with input as {"tool": "put"} with data.read as ["get"]
`;
const text = (policy = POLICY, tests = TESTS) => ({
  modules: { 'policy.rego': policy, 'policy_test.rego': tests },
  data: { read: ['get'] },
});
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

const check = (request: object): Promise<PolicyCheckReport> => admin.post('/v1/policy-checks', request);

describe('a check', () => {
  it('looks at everything, and finds nothing wrong with what is right', async () => {
    const report = await check(text());
    const { ok, test, coverage, lint, score, hash, readSet } = report;
    expectThat(JSON.stringify(report), ok).toBe(true);
    expect([test?.passed, test?.tests.map(({ outcome }) => outcome)]).toStrictEqual([2, ['passed', 'passed']]);
    expect([coverage?.coverage, coverage?.files[0]?.notCovered]).toStrictEqual([1, []]);
    expect([lint?.search.exhausted, lint?.findings]).toStrictEqual([true, []]);
    expect(score).toStrictEqual({ score: 100, format: 30, tests: 30, coverage: 40 });
    expect(`${hash?.hash} ${hash?.planDigest} ${hash?.dataDigest}`).toMatch(/^[0-9a-f]{64} [0-9a-f]{64} [0-9a-f]{64}$/);
    expect([readSet?.input, readSet?.data]).toStrictEqual([['input.tool'], ['data.read']]);
  });

  it('looks only at what it is asked for', async () => {
    const report = await check({ ...text(), parts: ['hash', 'format'] });
    const asked = Object.entries(report).filter(([, part]) => part !== null);
    expect(asked.map(([name]) => name).toSorted()).toStrictEqual(['format', 'hash', 'ok']);
    const { score } = await check({ ...text(POLICY.replace('default decision :=', 'default  decision :=')), parts: ['score'] });
    expect(score).toStrictEqual({ score: 70, format: 0, tests: 30, coverage: 40 });
  });

  it('names file, row and column of what does not compile, and judges the input by the schema of decisions', async () => {
    const report = await check(text(`${POLICY}\nlate if input.sesion.decisions > 3\n`));
    const [finding] = report.check?.findings ?? [];
    expect(report.ok).toBe(false);
    expect([finding?.code, finding?.file, finding?.row]).toStrictEqual(['rego_type_error', 'policy.rego', 10]);
    expect((finding?.col ?? 0) > 0 && /sesion/.test(finding?.message ?? '')).toBe(true);
    const broken = await check(text('package writ\n\ndecision := {\n'));
    expect(broken.score?.score).toBe(0);
    for (const part of [broken.check, broken.format, broken.test, broken.coverage, broken.lint, broken.hash, broken.readSet])
      expectThat(JSON.stringify(part), [part?.ok, part?.findings[0]?.file]).toStrictEqual([false, 'policy.rego']);
  });

  it('gives the formatted text, failed tests, rows without a test, and lint findings with their page', async () => {
    const untidy = POLICY.replace('default decision :=', 'default  decision   :=');
    const more = `${untidy}\nforgotten if regex.match("get.*", input.tool)\n`;
    const report = await check(text(more, `${TESTS}\ntest_wrong if 1 == 2\n`));
    expect(report.format?.files['policy.rego'] ?? '').toMatch(/^default decision := /m);
    expect(Object.keys(report.format?.files ?? {})).toStrictEqual(['policy.rego']);
    expect([report.test?.passed, report.test?.failed, report.test?.findings[0]?.code]).toStrictEqual([2, 1, 'TEST_FAILED']);
    const covered = await check({ ...text(more), parts: ['coverage'] });
    expect(covered.coverage?.files).toStrictEqual([{ file: 'policy.rego', covered: 2, notCovered: [10] }]);
    const codes = report.lint?.findings.map(({ code, page }) => [code, page]) ?? [];
    expect(codes.length).toBeGreaterThan(0);
    for (const [code, page] of codes) expect(page).toBe(`/docs/policy-lint/${code}`);
    expect(report.lint?.findings.every(({ fix }) => fix !== null)).toBeTruthy();
  });

  it('has a page for every rule, readable by anyone', async () => {
    const files = readdirSync('docs/reference/policy-lint');
    for (const file of files) {
      const path = `/docs/policy-lint${file === 'README.md' ? '' : `/${file.replace(/\.md$/, '')}`}`;
      const { status, headers, body } = await new WritClient(writ.url).send<unknown>('GET', path);
      expectThat(path, status).toBe(200);
      expect(headers.get('content-type') ?? '').toMatch(/^text\/markdown/);
      expect(body).toBe(readFileSync(`docs/reference/policy-lint/${file}`, 'utf8'));
    }
    expect((await acme.operator.refused('GET', '/docs/policy-lint/..%2f..%2fREADME')).code).toBe('NOT_FOUND');
  });
});

describe('hostile text', () => {
  const OFFENDERS: readonly (readonly [string, object, string])[] = [
    ['a name that leaves the folder', { '../p.rego': POLICY }, 'FILE_NAME_UNSAFE'],
    ['an absolute name', { '/etc/p.rego': POLICY }, 'FILE_NAME_UNSAFE'],
    ['an option for a name', { '--help.rego': POLICY }, 'FILE_NAME_UNSAFE'],
    ['a name with a NUL', { 'p\0.rego': POLICY }, 'FILE_NAME_UNSAFE'],
    ['a name of JavaScript', { constructor: POLICY }, 'FILE_NAME_UNSAFE'],
    ['names that some disks take for one', { 'p.rego': POLICY, 'P.rego': POLICY }, 'FILE_NAME_UNSAFE'],
    ['no module', {}, 'NO_MODULES'],
    ['a built-in that reaches the network', { 'p.rego': 'package writ\n\ndecision := http.send({})' }, 'rego_type_error'],
    ['no Rego at all', { 'p.rego': '\u0000\u{1f600}' }, 'rego_parse_error'],
    ['nothing for the entrypoint', { 'p.rego': 'package other\n\nx := 1' }, 'COMPILE_FAILED'],
  ];
  for (const [what, modules, code] of OFFENDERS) {
    it(`(${what}) is a finding of a check, and refused where it has to compile`, async () => {
      const report = await check({ modules, parts: ['check', 'hash'] });
      const [finding] = report.check?.findings ?? [];
      expectThat(JSON.stringify(finding), [report.ok, finding?.code]).toStrictEqual([false, code]);
      const problem = await admin.refused('POST', '/v1/policy-evaluations', { input: null, modules });
      const errors = problem['errors'] as { code: string }[];
      expect([problem.code, problem.status, errors[0]?.code]).toStrictEqual(['POLICY_INVALID', 422, code]);
      const compared = await admin.refused('POST', '/v1/policy-diffs', { before: text(), after: { modules } });
      expect(compared.code).toBe('POLICY_INVALID');
    });
  }

  it('does not matter as data either', async () => {
    const modules = { 'p.rego': 'package writ\n\ndecision := count(data.deep) if input.x' };
    for (const data of [
      null,
      5,
      'x',
      [],
      { writ: { decision: 1 } },
      { deep: 'x'.repeat(1_000_000) },
      { '': { '/': [{ constructor: 1 }] } },
    ]) {
      const { status, body } = await admin.send('POST', '/v1/policy-checks', { modules, data });
      expectThat(JSON.stringify(body).slice(0, 300), status === 200 || body['code'] === 'POLICY_TOO_COSTLY').toBe(true);
      const asked = await admin.send('POST', '/v1/policy-evaluations', { input: { x: 1 }, modules, data });
      expectThat(JSON.stringify(asked.body).slice(0, 300), asked.status === 200 || asked.body['code'] === 'POLICY_INVALID').toBe(
        true,
      );
    }
  });

  it('that is nested deeply is judged or refused', async () => {
    for (const [depth, ...parts] of [
      [300, 'check', 'format', 'hash', 'lint'],
      [50_000, 'lint'],
    ] as const) {
      const modules = { 'p.rego': `package writ\n\ndecision := ${'['.repeat(depth)}${']'.repeat(depth)}` };
      const { status, body } = await admin.send('POST', '/v1/policy-checks', { modules, parts });
      expectThat(`${depth} ${JSON.stringify(body).slice(0, 300)}`, status === 200 || body['code'] === 'POLICY_TOO_COSTLY').toBe(
        true,
      );
    }
  });

  it('that is wrong in shape is refused by field', async () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`p${i}.rego`, 'package x']));
    const wrong: readonly [string, object][] = [
      ['modules', { modules: many }],
      ['modules', { modules: { ['x'.repeat(201)]: POLICY } }],
      ['modules.p.rego', { modules: { 'p.rego': 'x'.repeat(524_289) } }],
      ['entrypoint', { modules: {}, entrypoint: '-e/x' }],
      ['entrypoint', { modules: {}, entrypoint: `writ/${'x'.repeat(200)}` }],
      ['parts.0', { modules: {}, parts: ['everything'] }],
      ['parts', { modules: {}, parts: [] }],
    ];
    for (const [path, body] of wrong) {
      const problem = await admin.refused('POST', '/v1/policy-checks', body);
      const [issue] = problem['issues'] as { path: string }[];
      expectThat(JSON.stringify(problem), [problem.code, issue?.path.slice(0, path.length)]).toStrictEqual([
        'INVALID_INPUT',
        path,
      ]);
    }
  });
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
    const report = await check({ modules, data, entrypoint });
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
