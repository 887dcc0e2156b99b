import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { newestOpa } from '#test/support/newest-opa';
import type { Json } from '#libs/policy-engine';
import {
  type PolicySource,
  buildPolicy,
  checkPolicy,
  coverPolicy,
  diffPolicy,
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
    expect(await checkPolicy(policy(), { inputSchema })).toStrictEqual({ ok: true, findings: [] });
  });

  it('knows what the input has, and of which type', async () => {
    const typo = await checkPolicy(withRule('late if input.session.decisons > 3'), { inputSchema });
    expect(codes(typo.findings)).toStrictEqual(['rego_type_error']);
    expect(typo.findings[0]?.message ?? '').toMatch(/undefined ref: input\.session\.decisons, there is allowed, decisions/);
    expect([typo.findings[0]?.file, typo.findings[0]?.row]).toStrictEqual(['policy.rego', 12]);
    const types = await checkPolicy(withRule('late if input.tool == 3'), { inputSchema });
    expect(types.findings[0]?.message ?? '').toMatch(/match error: string against number/);
    expectThat('without a schema anything may come', (await checkPolicy(withRule('late if input.tool == 3'))).ok).toBe(true);
    expectThat(
      'arguments are open',
      (await checkPolicy(withRule('late if input.arguments.a.b.c == 3'), { inputSchema })).ok,
    ).toBe(true);
  });

  it('refuses what is not Rego, not strict, not carried, and what tests may not call', async () => {
    const broken = await checkPolicy(policy('package writ\n\ndecision := ]\n'));
    expect(new Set(codes(broken.findings))).toStrictEqual(new Set(['rego_parse_error']));
    expect(codes((await checkPolicy(withRule('late if {\n\tx := 1\n}'))).findings)).toStrictEqual(['rego_compile_error']);
    const network = 'test_net if http.send({"method": "get", "url": "http://127.0.0.1:1"}).status_code == 200';
    for (const source of [withRule('now := time.now_ns()'), policy(POLICY, `package writ_test\n\n${network}\n`)]) {
      const { ok, findings } = await checkPolicy(source);
      expectThat(JSON.stringify(findings), !ok && findings.every(({ message }) => message.startsWith('undefined function'))).toBe(
        true,
      );
      expect((await testPolicy(source)).ok).toBe(false);
      expect((await coverPolicy(source)).ok).toBe(false);
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
    for (const [source, code] of hostile) expect(codes((await checkPolicy(source)).findings)).toStrictEqual([code]);
    const missing = await checkPolicy({ ...policy(), entrypoint: 'writ/nothing' });
    expect(missing.ok).toBe(false);
  });
});

describe('a policy made to be hard', () => {
  const nested = (depth: number): PolicySource => withRule(`deep := ${'['.repeat(depth)}${']'.repeat(depth)}`);

  it('is looked at as far as the limits allow, and refused with a code beyond', async () => {
    const patient = { compiler: { limits: { timeMs: 60_000 } } };
    expect((await formatPolicy(nested(400), patient)).findings).toHaveLength(0);
    expect((await hashPolicy(nested(400), patient)).ok).toBe(true);
    const options = { compiler: { limits: { timeMs: 1_500 } } };
    for (const answer of [await lintPolicy(nested(50_000), options), await checkPolicy(nested(50_000), options)]) {
      expectThat(
        JSON.stringify(answer.findings),
        !answer.ok && answer.findings.every(({ code }) => code.startsWith('COMPILE_')),
      ).toBe(true);
    }
    const hash = await hashPolicy(nested(50_000), options);
    expect(!hash.ok && hash.errors[0]?.code === 'COMPILE_TIME_LIMIT').toBe(true);
  });

  it('of a thousand rules that lean on one another is linted in time', async () => {
    const chain = Array.from({ length: 1_000 }, (_, i) => `r${i} if {\n\tr${i + 1}\n\tinput.context.n${i} > ${i}\n}`).join(
      '\n\n',
    );
    const before_ = process.cpuUsage();
    const { findings } = await lintPolicy(withRule(`${chain}\n\nr1000 := true\n\nuses if r0`), {
      compiler: { limits: { timeMs: 120_000 } },
    });
    const { user, system } = process.cpuUsage(before_);
    expectThat('milliseconds of work', (user + system) / 1_000).toBeLessThan(30_000);
    expect(findings.filter(({ code }) => code === 'untyped-comparison')).toHaveLength(1_001);
  });

  it('may use the names of JavaScript', async () => {
    const names =
      '__proto__ := {"__proto__": 1, "constructor": 2}\n\nconstructor if __proto__["__proto__"] == input["__proto__"]';
    expect((await hashPolicy(withRule(names))).ok).toBe(true);
    const { findings } = await lintPolicy(withRule(names));
    expect(codes(findings.filter(({ code }) => code === 'unused-helper'))).toStrictEqual(['unused-helper', 'unused-helper']);
  });
});

describe('format', () => {
  it('names the files that differ and gives the text they should have', async () => {
    expect((await formatPolicy(policy())).unformatted).toStrictEqual([]);
    const untidy = policy(POLICY.replace('default decision :=', 'default   decision  :='));
    const report = await formatPolicy(untidy);
    expect([report.ok, report.unformatted]).toStrictEqual([false, ['policy.rego']]);
    expect(report.files['policy.rego']).toBe(POLICY);
    expect(codes((await formatPolicy(policy('nonsense'))).findings)).toStrictEqual(['rego_parse_error']);
  });
});

describe('test and coverage', () => {
  it('count what passed, failed and was skipped', async () => {
    const report = await testPolicy(policy(POLICY, `${TESTS}\ntest_wrong if 1 == 2\n\ntodo_test_later if 1 == 2\n`));
    expect([report.ok, report.passed, report.failed, report.skipped]).toStrictEqual([false, 2, 1, 1]);
    expect(report.findings).toStrictEqual([
      { code: 'TEST_FAILED', severity: 'error', message: 'test_wrong does not hold', file: 'policy_test.rego', row: 9 },
    ]);
  });

  it('fail when no test ran', async () => {
    expect(codes((await testPolicy(policy(POLICY, null))).findings)).toStrictEqual(['NO_TESTS']);
    expect(codes((await testPolicy(policy(), { filter: 'nothing_like_it' })).findings)).toStrictEqual(['NO_TESTS']);
    expect((await testPolicy(policy(), { filter: 'else' })).passed).toBe(1);
    expect(codes((await testPolicy(policy(POLICY, 'package writ_test\n\ntodo_test_x if true\n'))).findings)).toStrictEqual([
      'NO_TESTS',
    ]);
  });

  it('take a filter as an expression and nothing else', async () => {
    for (const filter of ['(', '--help', '-x', '']) {
      const report = await testPolicy(policy(), { filter });
      expectThat(JSON.stringify(report), report.ok).toBe(filter === '');
      expect(filter === '' || report.findings.length > 0).toBe(true);
    }
  });

  it('measure rows of the policy against a threshold', async () => {
    const report = await coverPolicy(policy());
    expect(report.ok).toBe(false);
    expectThat(String(report.coverage), report.coverage > 0.3 && report.coverage < 0.9).toBe(true);
    expect(Object.keys(report.files)).toStrictEqual(['policy.rego']);
    expect(report.findings.some(({ code, row }) => code === 'NOT_COVERED' && row === 9)).toBe(true);
    expect((await coverPolicy(policy(), { threshold: 0.3 })).ok).toBe(true);
    expect(codes((await coverPolicy(policy(POLICY, `${TESTS}\ntest_wrong if 1 == 2\n`))).findings)).toStrictEqual([
      'TESTS_FAILED',
    ]);
  });

  it('stop tests that do not end', async () => {
    const endless =
      'test_endless if {\n\tsome a, b, c\n\tnumbers.range(1, 9000)[a] + numbers.range(1, 9000)[b] + numbers.range(1, 9000)[c] == 0\n}';
    const started = performance.now();
    const report = await testPolicy(policy(POLICY, `package writ_test\n\n${endless}\n`), {
      compiler: { limits: { timeMs: 700 } },
    });
    expect(codes(report.findings)).toStrictEqual(['COMPILE_TIME_LIMIT']);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('quality score', () => {
  it('adds format, tests and coverage', async () => {
    const { score, format, tests, coverage } = await qualityScore(policy(), { inputSchema });
    expect([format.points, tests.points, tests.passed]).toStrictEqual([30, 30, 2]);
    expect(coverage.points).toBe(Math.round(Math.min(1, coverage.coverage / 0.9) * 400) / 10);
    expect(score).toBe(60 + coverage.points);
    expect((await qualityScore(policy('nonsense'))).score).toBe(0);
    expect((await qualityScore(policy(POLICY, null))).score).toBe(30);
  });
});

describe('build, eval and explain', () => {
  it('give the same bytes for the same text, and say what the policy reads', async () => {
    const [first, second] = [await buildPolicy(policy()), await buildPolicy(policy())];
    assert(first.ok && second.ok);
    expect(first.built.planDigest).toBe(second.built.planDigest);
    expect(first.built.readSet.data).toStrictEqual([['read']]);
    expect(first.built.readSet.input).toStrictEqual([['agent', 'labels', 'team'], ['session', 'decisions'], ['tool']]);
  });

  it('answer an input, and tell which rules fired and which rows were reached', async () => {
    const answer = await evalPolicy(policy(), { tool: 'get' });
    assert(answer.ok);
    expect(Object.keys(answer)).toStrictEqual(['ok', 'result']);
    const told = await explainPolicy(policy(), { tool: 'get' });
    assert(told.ok);
    expect(told.result).toStrictEqual(answer.result);
    expect(told.explanation?.fired).toStrictEqual([{ rule: 'data.writ.decision', file: 'policy.rego', row: 5 }]);
    expect(told.coverage).toStrictEqual({ 'policy.rego': [5, 8] });
    expect(readTexts(told.explanation!.reads!)).toStrictEqual(['input.session (missing)', 'input.tool', 'data.read']);
  });

  it('show where an evaluation failed', async () => {
    const answer = await evalPolicy(policy(), { tool: 'get', session: { decisions: 1 }, agent: { labels: { team: 'own' } } });
    assert(!answer.ok);
    expect([codes(answer.findings), answer.findings[0]?.file]).toStrictEqual([['eval_conflict_error'], 'policy.rego']);
    expect((await evalPolicy(policy('nonsense'), {})).ok).toBe(false);
  });
});

describe('a document where a rule is', () => {
  const fees = { modules: { 'policy.rego': POLICY, 'fees.rego': 'package writ.fees\n\nhighest := 10\n' }, tests: {} };

  it('is refused with file and row, with tests and without, by every tool that judges', async () => {
    const source: PolicySource = { ...fees, data: { read: [], writ: { fees: { highest: 1_000 } } } };
    const place = (findings: readonly { code: string; message: string; file?: string; row?: number }[]) =>
      findings.map(({ code, message, file, row }) => [code, message, file, row]);
    const conflict = [['rego_compile_error', 'conflicting rule for data path writ/fees/highest found', 'fees.rego', 3]];
    expect(place((await checkPolicy(source)).findings)).toStrictEqual(conflict);
    expect(place((await testPolicy({ ...source, tests: { 'policy_test.rego': TESTS } })).findings)).toStrictEqual(conflict);
    expect((await qualityScore(source)).score).toBe(0);
    expect(place((await lintPolicy(source)).findings)).toStrictEqual(conflict);
    for (const made of [await buildPolicy(source), await evalPolicy(source, {}), await explainPolicy(source, {})])
      expect(made.ok ? made : place(made.findings)).toStrictEqual(conflict);
    const hashed = await hashPolicy(source);
    expect(hashed.ok ? hashed : place(hashed.errors)).toStrictEqual(conflict);
    const compared = await diffPolicy({ ...source, data: { read: [] } }, source);
    expect(compared.ok ? compared : place(compared.findings)).toStrictEqual(conflict);
    expectThat(
      'beside it is nothing wrong',
      (await checkPolicy({ ...fees, data: { read: [], writ: { fees: { lowest: 1 } } } })).ok,
    ).toBe(true);
  });
});

/** Where data stands over rules of the package a["0"], as OPA 0.70 and 1.22 tell it when they load both. */
const OVERLAID: [data: Json, paths: string][] = [
  [{ a: [{ x: 1 }] }, 'x'],
  [{ a: { 0: { f: 1 } } }, 'f'],
  [{ a: { 0: { q: { r: null } } } }, 'q/r'],
  [{ a: { 0: { q: { r: {} } } } }, 'q/r'],
  [{ a: { 0: { q: 1 } } }, 'q/r'],
  [{ a: { 0: { q: [{}] } } }, 'q/r'],
  [{ a: 1 }, 'x f q/r'],
  [{ a: { 0: 5 } }, 'x f q/r'],
  [{ a: null }, 'x f q/r'],
  [{ a: { 0: {} } }, ''],
  [{ a: { 0: { q: {}, y: 1 } } }, ''],
  [{ a: { 1: { x: 1 } }, x: 1 }, ''],
];

describe('what stands over a rule', () => {
  const rules = 'package a["0"]\n\nx := 1\n\nx := 2 if input.y\n\nf(y) := y\n\nq.r[z] := 1 if z := 2\n';
  const entry = 'package writ\n\ndecision := data.a["0"].x\n';

  it.each(OVERLAID)('%j is %s', async (data, paths) => {
    const source = { modules: { 'policy.rego': entry, 'rules.rego': rules }, tests: {}, data };
    const made = await hashPolicy(source);
    const told = made.ok ? [] : made.errors.map(({ message }) => message);
    const wanted = paths === '' ? [] : paths.split(' ').map((path) => `conflicting rule for data path a/0/${path} found`);
    expect(told).toStrictEqual(wanted);
    const built = await buildPolicy(source);
    expect(built.ok ? [] : built.findings.map(({ message }) => message)).toStrictEqual(wanted);
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
    expect(formatted).not.toBe(untidy);
    const bare = untidy.replace(/import (?:rego|future).*\n/g, '');
    expect(new Set(await Promise.all([untidy, formatted, bare].map((text) => hashed(text)))).size).toStrictEqual(1);
    expect(await hashed(untidy)).not.toBe(await hashed(untidy.replace('1e3', '1e4')));
    expect(await hashed(untidy)).not.toBe(await hashed(untidy.replace('import data.b\n', 'import data.c as b\n')));
  });

  skipWhen(newest.path === undefined && newest.why, it)('is one for every compiler', async () => {
    expect(await hashed(untidy)).toBe(await hashed(untidy, newest.path));
  });
});

skipWhen(newest.path === undefined && newest.why, describe)('the newest OPA as the compiler', () => {
  const compiler = { opaBin: newest.path ?? '' };

  it('checks, compiles, tests, covers and lints as the pinned one does, and is named', async () => {
    expect(await checkPolicy(policy(), { inputSchema, compiler })).toStrictEqual({ ok: true, findings: [] });
    const [made, pinned] = [await buildPolicy(policy(), { compiler }), await buildPolicy(policy())];
    assert(made.ok && pinned.ok);
    expect(made.built.opaVersion).not.toBe(pinned.built.opaVersion);
    expect(made.built.opaVersion).toMatch(/^[1-9]\d*\.\d+\.\d+/);
    expect(await coverPolicy(policy(), { compiler })).toStrictEqual(await coverPolicy(policy()));
    expect((await testPolicy(policy(), { compiler })).passed).toBe(2);
    expect(codes((await lintPolicy(policy(), { compiler })).findings)).toStrictEqual(
      codes((await lintPolicy(policy())).findings),
    );
  });

  it('keeps the language policies have, and refuses what the engine has not', async () => {
    const newer = 'package writ\n\ndecision := {"verdict": "DENY", "rule": $"{input.tool}", "reason": "x"}\n';
    for (const text of [newer, 'package writ\n\ndecision := http.send({})\n', 'package writ\n\nallow { true }\n'])
      expectThat(text, (await checkPolicy({ modules: { 'policy.rego': text }, tests: {} }, { compiler })).ok).toBe(false);
  });
});
