import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient } from '#test/support/writ-client';
import type { PolicyCheckReport } from './answers.js';
import { POLICY, TESTS, text } from './testing/a-policy.js';

let writ: RunningWrit;
let acme: SeededTenant;
let admin: WritClient;

beforeAll(async () => {
  writ = await RunningWrit.start({ worker: false });
  const owner = await writ.owner();
  acme = await writ.seedTenant(owner);
  admin = await writ.signIn(await writ.registerOperator(owner, acme.id, ['policy_admin']));
});
afterAll(() => writ.close());

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
