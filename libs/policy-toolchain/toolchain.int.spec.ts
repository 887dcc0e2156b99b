import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { newestOpa } from '#test/support/newest-opa';
import type { Json } from '#libs/policy-engine';
import {
  type PolicySource,
  buildPolicy,
  checkPolicy,
  coverPolicy,
  evalPolicy,
  explainPolicy,
  formatPolicy,
  hashPolicy,
  lintPolicy,
  qualityScore,
  readTexts,
  testPolicy,
} from './index.js';

const newest = newestOpa();
const inputSchema = JSON.parse(readFileSync('docs/reference/decision-input.schema.json', 'utf8')) as Json;

const POLICY = `package writ

default decision := {"verdict": "DENY", "rule": "unknown", "reason": "no rule knows this tool"}

decision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool in data.read

decision := {"verdict": "ALLOW", "rule": "own", "reason": "own sessions are allowed"} if {
	input.session.decisions < 3
	input.agent.labels.team == "own"
}
`;
const TESTS = `package writ_test

import data.writ

test_reading_is_allowed if writ.decision.rule == "read" with input as {"tool": "get"}

test_else_denied if writ.decision.rule == "unknown" with input as {"tool": "put"}
`;

function policy(text = POLICY, tests: string | null = TESTS, data: Json = { read: ['get'] }): PolicySource {
  return { modules: { 'policy.rego': text }, tests: tests === null ? {} : { 'policy_test.rego': tests }, data };
}

const withRule = (rule: string): PolicySource => policy(`${POLICY}\n${rule}\n`);
const codes = (findings: readonly { code: string }[]): string[] => findings.map(({ code }) => code);

describe('check', () => {
  it('passes a policy that is right, tests included', async () => {
    assert.deepEqual(await checkPolicy(policy(), { inputSchema }), { ok: true, findings: [] });
  });

  it('knows what the input has, and of which type', async () => {
    const typo = await checkPolicy(withRule('late if input.session.decisons > 3'), { inputSchema });
    assert.deepEqual(codes(typo.findings), ['rego_type_error']);
    assert.match(typo.findings[0]?.message ?? '', /undefined ref: input\.session\.decisons, there is allowed, decisions/);
    assert.deepEqual([typo.findings[0]?.file, typo.findings[0]?.row], ['policy.rego', 12]);
    const types = await checkPolicy(withRule('late if input.tool == 3'), { inputSchema });
    assert.match(types.findings[0]?.message ?? '', /match error: string against number/);
    assert.ok((await checkPolicy(withRule('late if input.tool == 3'))).ok, 'without a schema anything may come');
    assert.ok((await checkPolicy(withRule('late if input.arguments.a.b.c == 3'), { inputSchema })).ok, 'arguments are open');
  });

  it('refuses what is not Rego, not strict, not carried, and what tests may not call', async () => {
    const broken = await checkPolicy(policy('package writ\n\ndecision := ]\n'));
    assert.deepEqual(new Set(codes(broken.findings)), new Set(['rego_parse_error']));
    assert.deepEqual(codes((await checkPolicy(withRule('late if {\n\tx := 1\n}'))).findings), ['rego_compile_error']);
    const network = 'test_net if http.send({"method": "get", "url": "http://127.0.0.1:1"}).status_code == 200';
    for (const source of [withRule('now := time.now_ns()'), policy(POLICY, `package writ_test\n\n${network}\n`)]) {
      const { ok, findings } = await checkPolicy(source);
      assert.ok(!ok && findings.every(({ message }) => message.startsWith('undefined function')), JSON.stringify(findings));
      assert.equal((await testPolicy(source)).ok, false);
      assert.equal((await coverPolicy(source)).ok, false);
    }
  });

  it('answers hostile file names, sizes and entrypoints with a code', async () => {
    const hostile: [PolicySource, string][] = [
      [{ modules: { '../p.rego': POLICY }, tests: {} }, 'FILE_NAME_UNSAFE'],
      [{ modules: { '--help.rego': POLICY }, tests: {} }, 'FILE_NAME_UNSAFE'],
      [{ modules: {}, tests: {} }, 'NO_MODULES'],
      [policy(`${POLICY}# ${'x'.repeat(1_100_000)}`), 'MODULE_TOO_LARGE'],
      [{ ...policy(), entrypoint: '-e/x' }, 'ENTRYPOINT_INVALID'],
    ];
    for (const [source, code] of hostile) assert.deepEqual(codes((await checkPolicy(source)).findings), [code]);
    const missing = await checkPolicy({ ...policy(), entrypoint: 'writ/nothing' });
    assert.equal(missing.ok, false);
  });
});

describe('a policy made to be hard', () => {
  const nested = (depth: number): PolicySource => withRule(`deep := ${'['.repeat(depth)}${']'.repeat(depth)}`);

  it('is looked at as far as the limits allow, and refused with a code beyond', async () => {
    assert.equal((await formatPolicy(nested(400))).findings.length, 0);
    assert.ok((await hashPolicy(nested(400))).ok);
    const options = { compiler: { limits: { timeMs: 1_500 } } };
    for (const answer of [await lintPolicy(nested(50_000), options), await checkPolicy(nested(50_000), options)]) {
      assert.ok(!answer.ok && answer.findings.every(({ code }) => code.startsWith('COMPILE_')), JSON.stringify(answer.findings));
    }
    const hash = await hashPolicy(nested(50_000), options);
    assert.ok(!hash.ok && hash.errors[0]?.code === 'COMPILE_TIME_LIMIT');
  });

  it('of a thousand rules that lean on one another is linted in time', async () => {
    const chain = Array.from({ length: 1_000 }, (_, i) => `r${i} if {\n\tr${i + 1}\n\tinput.context.n${i} > ${i}\n}`).join(
      '\n\n',
    );
    const started = performance.now();
    const { findings } = await lintPolicy(withRule(`${chain}\n\nr1000 := true\n\nuses if r0`), {
      compiler: { limits: { timeMs: 30_000 } },
    });
    assert.ok(performance.now() - started < 30_000);
    assert.equal(findings.filter(({ code }) => code === 'untyped-comparison').length, 1_001);
  });

  it('may use the names of JavaScript', async () => {
    const names =
      '__proto__ := {"__proto__": 1, "constructor": 2}\n\nconstructor if __proto__["__proto__"] == input["__proto__"]';
    assert.ok((await hashPolicy(withRule(names))).ok);
    const { findings } = await lintPolicy(withRule(names));
    assert.deepEqual(codes(findings.filter(({ code }) => code === 'unused-helper')), ['unused-helper', 'unused-helper']);
  });
});

describe('format', () => {
  it('names the files that differ and gives the text they should have', async () => {
    assert.deepEqual((await formatPolicy(policy())).unformatted, []);
    const untidy = policy(POLICY.replace('default decision :=', 'default   decision  :='));
    const report = await formatPolicy(untidy);
    assert.deepEqual([report.ok, report.unformatted], [false, ['policy.rego']]);
    assert.equal(report.files['policy.rego'], POLICY);
    assert.deepEqual(codes((await formatPolicy(policy('nonsense'))).findings), ['rego_parse_error']);
  });
});

describe('test and coverage', () => {
  it('count what passed, failed and was skipped', async () => {
    const report = await testPolicy(policy(POLICY, `${TESTS}\ntest_wrong if 1 == 2\n\ntodo_test_later if 1 == 2\n`));
    assert.deepEqual([report.ok, report.passed, report.failed, report.skipped], [false, 2, 1, 1]);
    assert.deepEqual(report.findings, [
      { code: 'TEST_FAILED', severity: 'error', message: 'test_wrong does not hold', file: 'policy_test.rego', row: 9 },
    ]);
  });

  it('fail when no test ran', async () => {
    assert.deepEqual(codes((await testPolicy(policy(POLICY, null))).findings), ['NO_TESTS']);
    assert.deepEqual(codes((await testPolicy(policy(), { filter: 'nothing_like_it' })).findings), ['NO_TESTS']);
    assert.equal((await testPolicy(policy(), { filter: 'else' })).passed, 1);
    assert.deepEqual(codes((await testPolicy(policy(POLICY, 'package writ_test\n\ntodo_test_x if true\n'))).findings), [
      'NO_TESTS',
    ]);
  });

  it('take a filter as an expression and nothing else', async () => {
    for (const filter of ['(', '--help', '-x', '']) {
      const report = await testPolicy(policy(), { filter });
      assert.equal(report.ok, filter === '', JSON.stringify(report));
      assert.ok(filter === '' || report.findings.length > 0);
    }
  });

  it('measure rows of the policy against a threshold', async () => {
    const report = await coverPolicy(policy());
    assert.equal(report.ok, false);
    assert.ok(report.coverage > 0.3 && report.coverage < 0.9, String(report.coverage));
    assert.deepEqual(Object.keys(report.files), ['policy.rego']);
    assert.ok(report.findings.some(({ code, row }) => code === 'NOT_COVERED' && row === 9));
    assert.ok((await coverPolicy(policy(), { threshold: 0.3 })).ok);
    assert.deepEqual(codes((await coverPolicy(policy(POLICY, `${TESTS}\ntest_wrong if 1 == 2\n`))).findings), ['TESTS_FAILED']);
  });

  it('stop tests that do not end', async () => {
    const endless =
      'test_endless if {\n\tsome a, b, c\n\tnumbers.range(1, 9000)[a] + numbers.range(1, 9000)[b] + numbers.range(1, 9000)[c] == 0\n}';
    const started = performance.now();
    const report = await testPolicy(policy(POLICY, `package writ_test\n\n${endless}\n`), {
      compiler: { limits: { timeMs: 700 } },
    });
    assert.deepEqual(codes(report.findings), ['COMPILE_TIME_LIMIT']);
    assert.ok(performance.now() - started < 10_000);
  });
});

describe('quality score', () => {
  it('adds format, tests and coverage', async () => {
    const { score, format, tests, coverage } = await qualityScore(policy(), { inputSchema });
    assert.deepEqual([format.points, tests.points, tests.passed], [30, 30, 2]);
    assert.equal(coverage.points, Math.round(Math.min(1, coverage.coverage / 0.9) * 400) / 10);
    assert.equal(score, 60 + coverage.points);
    assert.equal((await qualityScore(policy('nonsense'))).score, 0);
    assert.equal((await qualityScore(policy(POLICY, null))).score, 30);
  });
});

describe('build, eval and explain', () => {
  it('give the same bytes for the same text, and say what the policy reads', async () => {
    const [first, second] = [await buildPolicy(policy()), await buildPolicy(policy())];
    assert.ok(first.ok && second.ok);
    assert.equal(first.built.planDigest, second.built.planDigest);
    assert.deepEqual(first.built.readSet.data, [['read']]);
    assert.deepEqual(first.built.readSet.input, [['agent', 'labels', 'team'], ['session', 'decisions'], ['tool']]);
  });

  it('answer an input, and tell which rules fired and which rows were reached', async () => {
    const answer = await evalPolicy(policy(), { tool: 'get' });
    assert.ok(answer.ok);
    assert.deepEqual(Object.keys(answer), ['ok', 'result']);
    const told = await explainPolicy(policy(), { tool: 'get' });
    assert.ok(told.ok);
    assert.deepEqual(told.result, answer.result);
    assert.deepEqual(told.explanation?.fired, [{ rule: 'data.writ.decision', file: 'policy.rego', row: 5 }]);
    assert.deepEqual(told.coverage, { 'policy.rego': [5, 8] });
    assert.deepEqual(readTexts(told.explanation!.reads!), ['input.session (missing)', 'input.tool', 'data.read']);
  });

  it('show where an evaluation failed', async () => {
    const answer = await evalPolicy(policy(), { tool: 'get', session: { decisions: 1 }, agent: { labels: { team: 'own' } } });
    assert.ok(!answer.ok);
    assert.deepEqual([codes(answer.findings), answer.findings[0]?.file], [['eval_conflict_error'], 'policy.rego']);
    assert.equal((await evalPolicy(policy('nonsense'), {})).ok, false);
  });
});

describe('a document where a rule is', () => {
  const fees = { modules: { 'policy.rego': POLICY, 'fees.rego': 'package writ.fees\n\nhighest := 10\n' }, tests: {} };

  it('is refused with file and row, with tests and without, by every tool that judges', async () => {
    const source: PolicySource = { ...fees, data: { read: [], writ: { fees: { highest: 1_000 } } } };
    const place = (findings: readonly { code: string; message: string; file?: string; row?: number }[]) =>
      findings.map(({ code, message, file, row }) => [code, message, file, row]);
    const conflict = [['rego_compile_error', 'conflicting rule for data path writ/fees/highest found', 'fees.rego', 3]];
    assert.deepEqual(place((await checkPolicy(source)).findings), conflict);
    assert.deepEqual(place((await testPolicy({ ...source, tests: { 'policy_test.rego': TESTS } })).findings), conflict);
    assert.equal((await qualityScore(source)).score, 0);
    assert.ok(
      (await checkPolicy({ ...fees, data: { read: [], writ: { fees: { lowest: 1 } } } })).ok,
      'beside it is nothing wrong',
    );
  });
});

describe('the hash of a policy', () => {
  const untidy = `package writ
import future.keywords.in
import data.b
import data.a as a
import rego.v1
import input.x as y
default decision = {"verdict": "DENY"}
decision = {"verdict": "ALLOW"} if { input["tool"] == "read"; not a.b["c"]
 some i, v in y ; v > 1e3 }  else = {"verdict": "DEFER"} if b.z
f(x) = y if { y = x + 1 }
`;
  const hashed = async (text: string, opaBin?: string) => {
    const source = { modules: { 'policy.rego': text }, tests: {} };
    const made = await hashPolicy(source, { compiler: opaBin === undefined ? {} : { opaBin } });
    return made.ok ? made.hash : assert.fail(JSON.stringify(made.errors));
  };

  it('is one for what is formatted and what is not, with the names of the language imported and without', async () => {
    const formatted = (await formatPolicy({ modules: { 'policy.rego': untidy }, tests: {} })).files['policy.rego'] ?? '';
    assert.notEqual(formatted, untidy);
    const bare = untidy.replace(/import (?:rego|future).*\n/g, '');
    assert.deepEqual(new Set(await Promise.all([untidy, formatted, bare].map((text) => hashed(text)))).size, 1);
    assert.notEqual(await hashed(untidy), await hashed(untidy.replace('1e3', '1e4')));
    assert.notEqual(await hashed(untidy), await hashed(untidy.replace('import data.b\n', 'import data.c as b\n')));
  });

  it('is one for every compiler', { skip: newest.path === undefined && newest.why }, async () => {
    assert.equal(await hashed(untidy), await hashed(untidy, newest.path));
  });
});

describe('the newest OPA as the compiler', { skip: newest.path === undefined && newest.why }, () => {
  const compiler = { opaBin: newest.path ?? '' };

  it('checks, compiles, tests, covers and lints as the pinned one does, and is named', async () => {
    assert.deepEqual(await checkPolicy(policy(), { inputSchema, compiler }), { ok: true, findings: [] });
    const [made, pinned] = [await buildPolicy(policy(), { compiler }), await buildPolicy(policy())];
    assert.ok(made.ok && pinned.ok);
    assert.notEqual(made.built.opaVersion, pinned.built.opaVersion);
    assert.match(made.built.opaVersion, /^[1-9]\d*\.\d+\.\d+/);
    assert.deepEqual(await coverPolicy(policy(), { compiler }), await coverPolicy(policy()));
    assert.equal((await testPolicy(policy(), { compiler })).passed, 2);
    assert.deepEqual(codes((await lintPolicy(policy(), { compiler })).findings), codes((await lintPolicy(policy())).findings));
  });

  it('keeps the language policies have, and refuses what the engine has not', async () => {
    const newer = 'package writ\n\ndecision := {"verdict": "DENY", "rule": $"{input.tool}", "reason": "x"}\n';
    for (const text of [newer, 'package writ\n\ndecision := http.send({})\n', 'package writ\n\nallow { true }\n'])
      assert.equal((await checkPolicy({ modules: { 'policy.rego': text }, tests: {} }, { compiler })).ok, false, text);
  });
});
