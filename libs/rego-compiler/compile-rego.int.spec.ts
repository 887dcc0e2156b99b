import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { capabilities, compilePlan } from '#libs/policy-engine';
import { eventually } from '#test/support/conditions';
import { type CompileError, type CompileRequest, DEFAULT_LIMITS, compileRego, findOpa } from './index.js';
import { runOpa } from './opa-process.js';

const POLICY = `package writ

default decision := {"effect": "deny"}

decision := {"effect": "allow"} if input.tool in data.read_tools
`;

// A temporary folder of this file's own, so that what other processes compile at the same time is not mistaken for leftovers.
const scratch = await mkdtemp(join(tmpdir(), 'writ-compiler-spec-'));
process.env['TMPDIR'] = scratch;
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** One that has ended may still be in the table of processes. */
const isRunning = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z');

async function errorsOf(request: Partial<CompileRequest>): Promise<CompileError[]> {
  const result = await compileRego({ modules: { 'policy.rego': POLICY }, entrypoint: 'writ/decision', ...request });
  expect(result.ok).toBe(false);
  return result.ok ? [] : result.errors;
}

async function leftovers(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('writ-rego-'));
}

/** An executable that stands in for a compiler that misbehaves. */
async function script(body: string): Promise<string> {
  const folder = await mkdtemp(join(scratch, 'stand-in-'));
  const path = join(folder, 'opa');
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

test('compiles a policy to a plan that decides, the same bytes every time', async () => {
  const request = { modules: { 'writ/policy.rego': POLICY }, data: { read_tools: ['read'] }, entrypoint: 'writ/decision' };
  const [first, second] = [await compileRego(request), await compileRego(request)];
  assert(first.ok && second.ok, JSON.stringify(first));
  expect(first.digest).toBe(createHash('sha256').update(first.planBytes).digest('hex'));
  expect(first.digest).toBe(second.digest);
  expect(first.opaVersion).toMatch(/^\d+\.\d+\.\d+/);
  const policy = compilePlan(first.plan, request.data);
  expect(policy.evaluate('writ/decision', { tool: 'read' }).result).toStrictEqual({ effect: 'allow' });
  expect(policy.evaluate('writ/decision', { tool: 'drop' }).result).toStrictEqual({ effect: 'deny' });
});

test('reports a syntax error with its file, row and column', async () => {
  const [error] = await errorsOf({ modules: { 'a/broken.rego': 'package writ\n\ndecision := {"effect": ]\n' } });
  expect(error?.code).toBe('rego_parse_error');
  expect(error?.file).toBe('a/broken.rego');
  expect(error?.row).toBe(3);
  expectThat(JSON.stringify(error), error?.col ?? 0).toBeGreaterThan(0);
});

test('refuses built-ins that reach out or differ between runs', async () => {
  for (const call of [
    'http.send({"url": "http://127.0.0.1", "method": "get"})',
    'time.now_ns()',
    'rand.intn("x", 9)',
    'opa.runtime()',
  ]) {
    const errors = await errorsOf({ modules: { 'p.rego': `package writ\n\ndecision := ${call}\n` } });
    expectThat(call, errors[0]?.code).toBe('rego_type_error');
    expect(errors[0]?.message ?? '').toMatch(
      /^undefined function [\w.]+, which OPA has and Writ leaves out: it (differs|reaches|is)/,
    );
    expect(errors[0]?.row).toBe(3);
  }
  const [misspelt] = await errorsOf({ modules: { 'p.rego': 'package writ\n\ndecision := time.nowns()\n' } });
  expect(misspelt?.message).toBe('undefined function time.nowns');
});

test('applies strict mode: an unused variable is an error', async () => {
  const [error] = await errorsOf({ modules: { 'p.rego': 'package writ\n\ndecision if {\n\tunused := input.x\n}\n' } });
  expect(error?.code).toBe('rego_compile_error');
  expect(error?.message ?? '').toMatch(/unused/);
});

test('refuses file names that could leave the folder or be taken for options', async () => {
  const names = [
    '../p.rego',
    '/etc/p.rego',
    'a/../../p.rego',
    '-p.rego',
    '.p.rego',
    'p.json',
    'a\\p.rego',
    'a//p.rego',
    'a\0.rego',
    'x/.git/p.rego',
    '',
  ];
  for (const name of names) {
    const errors = await errorsOf({ modules: { [name]: POLICY } });
    expectThat(
      JSON.stringify(name),
      errors.map((error) => error.code),
    ).toStrictEqual(['FILE_NAME_UNSAFE']);
  }
  const clash = await errorsOf({ modules: { 'P.rego': POLICY, 'p.rego': POLICY } });
  expect(clash[0]?.code).toBe('FILE_NAME_UNSAFE');
});

test('refuses entrypoints that are malformed or not in the policy', async () => {
  expect((await errorsOf({ entrypoint: '--help' }))[0]?.code).toBe('ENTRYPOINT_INVALID');
  const [missing] = await errorsOf({ entrypoint: 'writ/nothing' });
  expect(missing?.message ?? '').toMatch(/package writ has no rule nothing/);
});

test('holds the size limits before anything is written', async () => {
  expect((await errorsOf({ modules: {} }))[0]?.code).toBe('NO_MODULES');
  expect((await errorsOf({ limits: { moduleBytes: 10 } }))[0]?.code).toBe('MODULE_TOO_LARGE');
  expect((await errorsOf({ limits: { totalBytes: 10 } }))[0]?.code).toBe('REQUEST_TOO_LARGE');
  expect((await errorsOf({ modules: { 'a.rego': POLICY, 'b.rego': POLICY }, limits: { modules: 1 } }))[0]?.code).toBe(
    'TOO_MANY_MODULES',
  );
  expect((await errorsOf({ limits: { planBytes: 100 } }))[0]?.code).toBe('PLAN_TOO_LARGE');
});

test('kills a compiler that takes too long', async () => {
  const started = performance.now();
  const [error] = await errorsOf({ limits: { timeMs: 200 }, opaBin: await script('exec sleep 60') });
  expect(error?.code).toBe('COMPILE_TIME_LIMIT');
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('stops a compiler that writes without end', async () => {
  const [error] = await errorsOf({ limits: { outputBytes: 1_000_000 }, opaBin: await script('exec yes') });
  expect(error?.code).toBe('COMPILE_OUTPUT_LIMIT');
});

const onLinux = skipWhen(process.platform !== 'linux' && 'only enforced on Linux', test);

onLinux('bounds the memory of the compiler', async () => {
  const errors = await errorsOf({ limits: { memoryBytes: 32 * 1024 * 1024 } });
  expect(errors[0]?.code ?? '').toMatch(/^COMPILE_/);
});

onLinux('a compiler whose caller was killed ends at its limit of processor time', async () => {
  const { stdout } = await runOpa('/bin/sh', ['-c', 'ulimit -t'], tmpdir(), { ...DEFAULT_LIMITS, timeMs: 5_000 });
  expectThat('two processors for the wall time, and a second', stdout.trim()).toBe('11');
  const written = join(scratch, 'compiler.pid');
  const busy = await script(`kill -9 $PPID\necho $$ > ${written}\nwhile :; do :; done`);
  const runner = JSON.stringify(import.meta.resolve('./opa-process.js'));
  const run = [busy, [], scratch, { ...DEFAULT_LIMITS, timeMs: 500 }].map((argument) => JSON.stringify(argument));
  spawn(process.execPath, ['-e', `import(${runner}).then(({ runOpa }) => runOpa(${run.join()}))`], { stdio: 'ignore' });
  const pid = await eventually('the caller is killed', async () => Number(await readFile(written, 'utf8')));
  await eventually('the compiler ended by itself', () => !isRunning(pid), 60_000);
});

test('says what to do when there is no compiler', async () => {
  const [error] = await errorsOf({ opaBin: '/nonexistent/opa' });
  expect(error?.code).toBe('OPA_UNAVAILABLE');
  expect(error?.message ?? '').toMatch(/OPA_BIN/);
});

test('checks the packaged binary against its pinned digest', async () => {
  expect((await findOpa()).verified).toBe(true);
});

test('leaves no files behind, whatever the outcome', async () => {
  const before = await leftovers();
  await compileRego({ modules: { 'policy.rego': POLICY }, entrypoint: 'writ/decision' });
  await errorsOf({ modules: { 'p.rego': 'nonsense' } });
  await errorsOf({ limits: { timeMs: 1 } });
  const after = await leftovers();
  expect(after.filter((name) => !before.includes(name))).toStrictEqual([]);
});

test('declares built-ins exactly as the compiler itself does', async () => {
  const { path } = await findOpa();
  const run = await runOpa(path, ['capabilities', '--current'], tmpdir(), {
    timeMs: 5_000,
    outputBytes: 4_000_000,
    memoryBytes: 2 ** 31,
  });
  const theirs = new Map(
    (JSON.parse(run.stdout) as { builtins: { name: string }[] }).builtins.map((builtin) => [builtin.name, builtin]),
  );
  for (const builtin of capabilities.document().builtins) {
    const known = theirs.get(builtin.name);
    if (known) expectThat(builtin.name, withoutProse(builtin)).toStrictEqual(withoutProse(known));
  }
});

/** A declaration without names, descriptions and categories; a choice of one is that one. */
function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== 'object' || value === null) return value;
  const of = (value as { of?: unknown[] }).of;
  if (Array.isArray(of) && of.length === 1) return withoutProse(of[0]);
  const kept = Object.entries(value).filter(([key]) => !['name', 'description', 'categories', 'nondeterministic'].includes(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutProse(item)]));
}
