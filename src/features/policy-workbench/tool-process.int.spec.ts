import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { findOpa } from '#libs/rego-compiler';
import { eventually } from '#test/support/conditions';
import { always, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, type Answer, type WritClient } from '#test/support/writ-client';
import { ToolProcesses } from './tool-processes.js';

const FIELDS = Array.from({ length: 8 }, (_, i) => `\tinput.context.f${i} == "${i}"`).join('\n');
/** Each answer takes milliseconds and there are millions to try: the search of lint goes on until its own limit of 4 seconds. */
const COSTLY = {
  'p.rego': `package writ

default decision := {"verdict": "DENY", "rule": "none", "reason": "nothing else"}

decision := {"verdict": "ALLOW", "rule": "slow", "reason": "after a while"} if {
	count([i | some i in numbers.range(1, 20000); i % 7 == 3]) > 5
${FIELDS}
}
`,
};
const PLAIN = { modules: { 'p.rego': always('ALLOW') }, parts: ['check'] };
const LINT = { modules: COSTLY, parts: ['lint'] };

/** A folder for this spec's temporary files, so that what is left over can be seen. */
const folder = mkdtempSync(join(tmpdir(), 'writ-tool-process-'));
const [TEMPORARY, LOG, GATE] = ['tmp-', 'log', 'gate'].map((name) => join(folder, name)) as [string, string, string];

let writ: RunningWrit;
let acme: SeededTenant;
let opa: string;
let api: RunningWrit;

before(async () => {
  process.env['TMPDIR'] = mkdtempSync(TEMPORARY);
  writ = await RunningWrit.start({ worker: false });
  const owner = await writ.owner();
  acme = await writ.seedTenant(owner);
  opa = (await findOpa()).path;
});
after(async () => {
  await writ.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => writeFileSync(LOG, ''));
afterEach(async () => {
  await api.close();
  const left = readdirSync(process.env['TMPDIR'] ?? '').filter((name) => /^writ-(policy-tools|rego)-/.test(name));
  assert.deepEqual(left, [], 'no folder is left behind');
  for (const pid of compilers()) await eventually(`compiler ${pid} is gone`, () => !isAlive(pid));
  for (const pid of toolProcesses()) await untilGone(pid);
});

/** A compiler that tells the log its process id, its command and who started it, then does what the shell line says. */
function compilerThat(line: string): string {
  const script = join(folder, `opa-${readdirSync(folder).length}`);
  writeFileSync(script, `#!/bin/sh\necho "$$ $1 $PPID" >> ${LOG}\n${line}\n`);
  chmodSync(script, 0o755);
  return script;
}
async function startWith(line: string, env: Record<string, string> = {}): Promise<WritClient> {
  const OPA_BIN = compilerThat(line);
  api = await RunningWrit.start({ databaseUrl: writ.databaseUrl, worker: false, env: { OPA_BIN, ...env } });
  return acme.operator.at(api.url);
}
const limit = (limits: Partial<ToolProcesses['limits']>): void => {
  const tools = api.api.app.get(ToolProcesses);
  tools.limits = { ...tools.limits, ...limits };
};
const logged = (): string[][] =>
  readFileSync(LOG, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '));
const compilers = (): number[] => logged().map(([pid]) => Number(pid));
/** The processes that the tools ran in, in the order of their first compiler run. */
const toolProcesses = (): number[] => [...new Set(logged().map(([, , parent]) => Number(parent)))];
const hasRun = (command: string): boolean => logged().some(([, run]) => run === command);
/** One that has ended may still be in the table of processes when nobody has asked what became of it. */
function statOf(pid: number | string): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return stat?.[0] === 'Z' ? undefined : stat;
  } catch {
    return undefined;
  }
}
const isAlive = (pid: number): boolean => statOf(pid) !== undefined;
/** Lint compiles, tidies up, and then searches without a pause. */
const isSearching = (): boolean =>
  ['check', 'build', 'version'].every(hasRun) &&
  !readdirSync(folder, { encoding: 'utf8', recursive: true }).some((name) => name.includes('writ-rego-'));
/** Every process of the group that this one leads. */
const groupOf = (pid: number): string[] =>
  readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && statOf(entry)?.[2] === String(pid));
const untilGone = (pid: number, withinMs?: number): Promise<unknown> =>
  eventually(`process ${pid} and all it started are gone`, () => groupOf(pid).length === 0, withinMs);
const untilGateOpens = (): string => `while [ ! -e ${GATE} ]; do sleep 0.02; done\nexec ${opa} "$@"`;
const openGate = (): void => writeFileSync(GATE, '');
const ask = (caller: WritClient, body: object): Promise<Answer> => caller.send('POST', '/v1/policy-checks', body);

describe('a policy that takes too much memory', () => {
  const many = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}.rego`, always('ALLOW')]));
  /** Each with the size of its syntax trees, and the limit it goes beyond. */
  const cases: readonly (readonly [string, Record<string, string>, number, Partial<ToolProcesses['limits']>])[] = [
    ['in many small pieces', many(60), 30_000, { heapMb: 48 }],
    ['in one large piece', PLAIN.modules, 1_000_000, { heapMb: 48 }],
    ['of whatever kind', many(12), 100_000, { residentMb: 160 }],
  ];
  for (const [how, modules, tree, limits] of cases) {
    it(`${how} ends alone`, async () => {
      const file = join(folder, 'tree.json');
      writeFileSync(file, JSON.stringify(Array.from({ length: tree }, (_, i) => ({ i, more: [i, { i }] }))));
      const caller = await startWith(`[ "$1" = parse ] && exec cat ${file}\nexec ${opa} "$@"`);
      limit(limits);
      const problem = problemIn(await ask(caller, { modules, parts: ['lint'] }));
      assert.deepEqual([problem.code, problem.detail], ['POLICY_TOO_COSTLY', 'the policy took too much memory']);
      limit({ heapMb: 512, residentMb: 1_536 });
      assert.deepEqual((await ask(caller, PLAIN)).body['ok'], true);
      assert.equal(toolProcesses().length, 2);
    });
  }
});

describe('a process of the tools', () => {
  it('takes one task after another, up to a number', async () => {
    const caller = await startWith(`exec ${opa} "$@"`);
    limit({ tasksPerProcess: 2 });
    for (let n = 0; n < 3; n += 1) assert.equal((await ask(caller, PLAIN)).status, 200);
    assert.equal(toolProcesses().length, 2);
    const [first, second] = toolProcesses() as [number, number];
    assert.deepEqual([groupOf(first), groupOf(second).includes(String(second))], [[], true]);
  });

  it('knows no secret, and is less urgent than deciding calls', async () => {
    const caller = await startWith(untilGateOpens());
    const asked = ask(caller, PLAIN);
    await eventually('it works', () => compilers().length === 1);
    const [pid] = toolProcesses() as [number];
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((pair) => pair.split('=')[0]);
    assert.deepEqual(
      names.filter((name) => !/^(NODE_CHANNEL_.*|PWD|OLDPWD|SHLVL|_)?$/.test(name ?? '')),
      [],
    );
    assert.equal(getPriority(pid), 5);
    openGate();
    assert.equal((await asked).status, 200);
    rmSync(GATE);
  });

  it('ends when it has had nothing to do for a while, and another one takes its place', async () => {
    const caller = await startWith(`exec ${opa} "$@"`);
    limit({ idleMs: 100 });
    assert.equal((await ask(caller, PLAIN)).status, 200);
    await untilGone(toolProcesses()[0] as number);
    assert.equal((await ask(caller, PLAIN)).status, 200);
  });

  it('that is killed takes its task and its compiler along, and the next task has another one', async () => {
    const caller = await startWith(untilGateOpens());
    const asked = ask(caller, PLAIN);
    await eventually('it works', () => compilers().length === 1);
    const [pid] = toolProcesses() as [number];
    process.kill(pid, 'SIGKILL');
    const problem = problemIn(await asked);
    assert.deepEqual([problem.code, problem.detail], ['POLICY_TOO_COSTLY', 'what worked on the policy was ended by SIGKILL']);
    await untilGone(pid);
    openGate();
    assert.equal((await ask(caller, PLAIN)).status, 200);
    process.kill(toolProcesses()[1] as number, 'SIGKILL');
    await untilGone(toolProcesses()[1] as number);
    assert.equal((await ask(caller, PLAIN)).status, 200, 'killed while it had nothing to do');
    rmSync(GATE);
  });

  it('is gone when its server has stopped, though it had nothing to do', async () => {
    const caller = await startWith(`exec ${opa} "$@"`);
    assert.equal((await ask(caller, PLAIN)).status, 200);
    const [pid] = toolProcesses() as [number];
    assert.notDeepEqual(groupOf(pid), []);
    await api.close();
    assert.ok(!isAlive(pid));
  });

  for (const [when, line, begun] of [
    ['waits for the compiler', () => 'exec sleep 60', () => compilers().length === 1],
    ['is busy with its search', () => `exec ${opa} "$@"`, isSearching],
  ] as const) {
    it(`is gone soon after its server was killed while it ${when}`, async () => {
      const TMPDIR = mkdtempSync(join(folder, 'killed-'));
      const server = await writ.startApiProcess({ OPA_BIN: compilerThat(line()), TMPDIR });
      const asked = assert.rejects(ask(acme.operator.at(server.url), LINT));
      await eventually('it works', begun);
      const [pid] = toolProcesses() as [number];
      process.kill(server.pid, 'SIGKILL');
      await asked;
      await untilGone(pid, 2_000);
      // The folder of the task: whoever would remove it is gone.
      rmSync(TMPDIR, { recursive: true });
    });
  }
});
