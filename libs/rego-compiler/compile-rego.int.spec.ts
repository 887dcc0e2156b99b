import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, after, test } from 'node:test';
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
after(() => rm(scratch, { recursive: true, force: true }));

/** One that has ended may still be in the table of processes. */
const isRunning = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z');

async function errorsOf(request: Partial<CompileRequest>): Promise<CompileError[]> {
  const result = await compileRego({ modules: { 'policy.rego': POLICY }, entrypoint: 'writ/decision', ...request });
  assert.equal(result.ok, false);
  return result.ok ? [] : result.errors;
}

async function leftovers(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('writ-rego-'));
}

/** An executable that stands in for a compiler that misbehaves. */
async function script(t: TestContext, body: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'writ-opa-stand-in-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'opa');
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

test('compiles a policy to a plan that decides, the same bytes every time', async () => {
  const request = { modules: { 'writ/policy.rego': POLICY }, data: { read_tools: ['read'] }, entrypoint: 'writ/decision' };
  const [first, second] = [await compileRego(request), await compileRego(request)];
  assert.ok(first.ok && second.ok, JSON.stringify(first));
  assert.equal(first.digest, createHash('sha256').update(first.planBytes).digest('hex'));
  assert.equal(first.digest, second.digest);
  assert.match(first.opaVersion, /^\d+\.\d+\.\d+/);
  const policy = compilePlan(first.plan, request.data);
  assert.deepEqual(policy.evaluate('writ/decision', { tool: 'read' }).result, { effect: 'allow' });
  assert.deepEqual(policy.evaluate('writ/decision', { tool: 'drop' }).result, { effect: 'deny' });
});

test('reports a syntax error with its file, row and column', async () => {
  const [error] = await errorsOf({ modules: { 'a/broken.rego': 'package writ\n\ndecision := {"effect": ]\n' } });
  assert.equal(error?.code, 'rego_parse_error');
  assert.equal(error?.file, 'a/broken.rego');
  assert.equal(error?.row, 3);
  assert.ok((error?.col ?? 0) > 0, JSON.stringify(error));
});

test('refuses built-ins that reach out or differ between runs', async () => {
  for (const call of [
    'http.send({"url": "http://127.0.0.1", "method": "get"})',
    'time.now_ns()',
    'rand.intn("x", 9)',
    'opa.runtime()',
  ]) {
    const errors = await errorsOf({ modules: { 'p.rego': `package writ\n\ndecision := ${call}\n` } });
    assert.equal(errors[0]?.code, 'rego_type_error', call);
    assert.match(errors[0]?.message ?? '', /undefined function/);
    assert.equal(errors[0]?.row, 3);
  }
});

test('applies strict mode: an unused variable is an error', async () => {
  const [error] = await errorsOf({ modules: { 'p.rego': 'package writ\n\ndecision if {\n\tunused := input.x\n}\n' } });
  assert.equal(error?.code, 'rego_compile_error');
  assert.match(error?.message ?? '', /unused/);
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
    assert.deepEqual(
      errors.map((error) => error.code),
      ['FILE_NAME_UNSAFE'],
      JSON.stringify(name),
    );
  }
  const clash = await errorsOf({ modules: { 'P.rego': POLICY, 'p.rego': POLICY } });
  assert.equal(clash[0]?.code, 'FILE_NAME_UNSAFE');
});

test('refuses entrypoints that are malformed or not in the policy', async () => {
  assert.equal((await errorsOf({ entrypoint: '--help' }))[0]?.code, 'ENTRYPOINT_INVALID');
  const [missing] = await errorsOf({ entrypoint: 'writ/nothing' });
  assert.match(missing?.message ?? '', /writ\/nothing|writ\.nothing/);
});

test('holds the size limits before anything is written', async () => {
  assert.equal((await errorsOf({ modules: {} }))[0]?.code, 'NO_MODULES');
  assert.equal((await errorsOf({ limits: { moduleBytes: 10 } }))[0]?.code, 'MODULE_TOO_LARGE');
  assert.equal((await errorsOf({ limits: { totalBytes: 10 } }))[0]?.code, 'REQUEST_TOO_LARGE');
  assert.equal(
    (await errorsOf({ modules: { 'a.rego': POLICY, 'b.rego': POLICY }, limits: { modules: 1 } }))[0]?.code,
    'TOO_MANY_MODULES',
  );
  assert.equal((await errorsOf({ limits: { planBytes: 100 } }))[0]?.code, 'PLAN_TOO_LARGE');
});

test('kills a compiler that takes too long', async (t) => {
  const started = performance.now();
  const [error] = await errorsOf({ limits: { timeMs: 200 }, opaBin: await script(t, 'exec sleep 60') });
  assert.equal(error?.code, 'COMPILE_TIME_LIMIT');
  assert.ok(performance.now() - started < 10_000);
});

test('stops a compiler that writes without end', async (t) => {
  const [error] = await errorsOf({ limits: { outputBytes: 1_000_000 }, opaBin: await script(t, 'exec yes') });
  assert.equal(error?.code, 'COMPILE_OUTPUT_LIMIT');
});

const onLinux = { skip: process.platform === 'linux' ? false : 'only enforced on Linux' };

test('bounds the memory of the compiler', onLinux, async () => {
  const errors = await errorsOf({ limits: { memoryBytes: 32 * 1024 * 1024 } });
  assert.match(errors[0]?.code ?? '', /^COMPILE_/);
});

test('a compiler whose caller was killed ends at its limit of processor time', onLinux, async (t) => {
  const { stdout } = await runOpa('/bin/sh', ['-c', 'ulimit -t'], tmpdir(), { ...DEFAULT_LIMITS, timeMs: 5_000 });
  assert.equal(stdout.trim(), '11', 'two processors for the wall time, and a second');
  const written = join(scratch, 'compiler.pid');
  const busy = await script(t, `kill -9 $PPID\necho $$ > ${written}\nwhile :; do :; done`);
  const runner = JSON.stringify(import.meta.resolve('./opa-process.js'));
  const run = [busy, [], scratch, { ...DEFAULT_LIMITS, timeMs: 500 }].map((argument) => JSON.stringify(argument));
  spawn(process.execPath, ['-e', `import(${runner}).then(({ runOpa }) => runOpa(${run.join()}))`], { stdio: 'ignore' });
  const pid = await eventually('the caller is killed', async () => Number(await readFile(written, 'utf8')));
  await eventually('the compiler ended by itself', () => !isRunning(pid));
});

test('says what to do when there is no compiler', async () => {
  const [error] = await errorsOf({ opaBin: '/nonexistent/opa' });
  assert.equal(error?.code, 'OPA_UNAVAILABLE');
  assert.match(error?.message ?? '', /OPA_BIN/);
});

test('checks the packaged binary against its pinned digest', async () => {
  assert.equal((await findOpa()).verified, true);
});

test('leaves no files behind, whatever the outcome', async () => {
  const before = await leftovers();
  await compileRego({ modules: { 'policy.rego': POLICY }, entrypoint: 'writ/decision' });
  await errorsOf({ modules: { 'p.rego': 'nonsense' } });
  await errorsOf({ limits: { timeMs: 1 } });
  const after = await leftovers();
  assert.deepEqual(
    after.filter((name) => !before.includes(name)),
    [],
  );
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
    if (known) assert.deepEqual(withoutProse(builtin), withoutProse(known), builtin.name);
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
