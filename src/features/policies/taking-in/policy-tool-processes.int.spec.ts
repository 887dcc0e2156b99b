import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { findOpa } from '#libs/rego-compiler';
import { eventually } from '#test/support/conditions';
import { addRevision, always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, type Answer, type WritClient } from '#test/support/writ-client';
import { PolicyToolProcesses } from './policy-tool-processes.js';

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
const folder = mkdtempSync(join(tmpdir(), 'writ-tool-processes-'));
const [TEMPORARY, LOG, GATE] = ['tmp-', 'log', 'gate'].map((name) => join(folder, name)) as [string, string, string];

let writ: RunningWrit;
let acme: SeededTenant;
let others: SeededTenant[];
let opa: string;
let api: RunningWrit;

beforeAll(async () => {
  process.env['TMPDIR'] = mkdtempSync(TEMPORARY);
  writ = await RunningWrit.start({ worker: false });
  const owner = await writ.owner();
  acme = await writ.seedTenant(owner);
  others = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
  await publishPolicy(acme.operator, 'gate', always('ALLOW'));
  opa = (await findOpa()).path;
});
afterAll(async () => {
  await writ.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => writeFileSync(LOG, ''));
afterEach(async () => {
  await api.close();
  const left = readdirSync(process.env['TMPDIR'] ?? '').filter((name) => /^writ-(task|rego)-/.test(name));
  expectThat('no folder is left behind', left).toStrictEqual([]);
  for (const pid of compilers()) await eventually(`compiler ${pid} is gone`, () => !isAlive(pid));
});

/** An API whose compiler tells the log its process id and command, then does what the shell line says. */
async function startWith(line: string, env: Record<string, string> = {}): Promise<WritClient> {
  const script = join(folder, `opa-${readdirSync(folder).length}`);
  writeFileSync(script, `#!/bin/sh\necho "$$ $1" >> ${LOG}\n${line}\n`);
  chmodSync(script, 0o755);
  api = await RunningWrit.start({ databaseUrl: writ.databaseUrl, worker: false, env: { OPA_BIN: script, ...env } });
  return acme.operator.at(api.url);
}
const limit = (limits: Partial<PolicyToolProcesses['processes']['limits']>): void => {
  const { processes } = api.api.app.get(PolicyToolProcesses);
  processes.limits = { ...processes.limits, ...limits };
};
const logged = (): string[][] =>
  readFileSync(LOG, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '));
const compilers = (): number[] => logged().map(([pid]) => Number(pid));
const hasRun = (command: string): boolean => logged().some(([, run]) => run === command);
/** One that has ended may still be in the table of processes when its thread was gone before. */
const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z');
const untilGateOpens = (): string => `while [ ! -e ${GATE} ]; do sleep 0.02; done\nexec ${opa} "$@"`;
const openGate = (): void => writeFileSync(GATE, '');
const ask = (caller: WritClient, body: object): Promise<Answer> => caller.send('POST', '/v1/policy-checks', body);

describe('while a policy is looked at', () => {
  it('calls are decided as ever', async () => {
    const caller = await startWith(`exec ${opa} "$@"`);
    const agent = acme.agent.at(api.url);
    let isLinted = false;
    const linting = caller
      .post<{ lint?: { search: { exhausted: boolean; points: number } } }>('/v1/policy-checks', LINT)
      .finally(() => (isLinted = true));
    await eventually('the compiler is done and the search begins', () => hasRun('version'));
    for (let n = 0; n < 50; n += 1) expect((await agent.decide(`s-${n}`, 'pay')).verdict).toBe('ALLOW');
    expectThat('50 calls, one after another, were decided before the search came to an end', isLinted).toBe(false);
    const { lint } = await linting;
    expect(lint?.search.exhausted).toBe(false);
    expect(lint?.search.points ?? 0).toBeGreaterThan(0);
  });
});

describe('a policy that takes too long', () => {
  it('ends with its thread when it keeps it busy, and the next one has a new thread', async () => {
    const caller = await startWith(`exec ${opa} "$@"`);
    limit({ taskMs: 1_500 });
    const problem = problemIn(await ask(caller, LINT));
    expect([problem.code, problem.status]).toStrictEqual(['POLICY_TOO_COSTLY', 422]);
    expectThat('it was in its search', hasRun('version')).toBe(true);
    limit({ taskMs: 15_000 });
    expect((await ask(caller, PLAIN)).body['ok']).toStrictEqual(true);
  });

  it('ends with its compiler when that goes on and on', async () => {
    const caller = await startWith('exec sleep 60');
    limit({ taskMs: 1_000 });
    const asked = [
      await ask(caller, PLAIN),
      await caller.send('POST', '/v1/policy-evaluations', { input: {}, modules: COSTLY }),
      await caller.send('POST', '/v1/policy-diffs', { before: { modules: COSTLY }, after: { modules: COSTLY } }),
    ];
    expect(asked.map((answer) => problemIn(answer).code)).toStrictEqual(Array(3).fill('POLICY_TOO_COSTLY'));
    expectThat('none was started after those that did not end', compilers().length).toBeLessThanOrEqual(5);
  });
});

describe('a policy that takes too much memory', () => {
  it('ends alone', async () => {
    const tree = join(folder, 'tree.json');
    // Small enough that no single tree is a large allocation: see TaskProcesses.limits.
    writeFileSync(tree, JSON.stringify(Array.from({ length: 30_000 }, (_, i) => ({ i, more: [i, { i }] }))));
    const caller = await startWith(`[ "$1" = parse ] && exec cat ${tree}\nexec ${opa} "$@"`);
    limit({ heapMb: 48 });
    const many = Array.from({ length: 60 }, (_, i) => [`p${i}.rego`, always('ALLOW')]);
    const problem = problemIn(await ask(caller, { modules: Object.fromEntries(many), parts: ['lint'] }));
    expect([problem.code, problem.detail]).toStrictEqual(['POLICY_TOO_COSTLY', 'the policy took too much memory']);
    expect((await ask(caller, PLAIN)).body['ok']).toStrictEqual(true);
  });
});

describe('the tools', () => {
  it('take a number of requests, fewer of one tenant, and turn the others away', async () => {
    const caller = await startWith(untilGateOpens());
    const format = { ...PLAIN, parts: ['format'] };
    const first = ask(caller, format);
    await eventually('one is being worked on', () => compilers().length > 0);
    const waiting = [first];
    for (const tenant of [caller, others[0]?.operator.at(api.url)]) {
      const asked = Array.from({ length: 9 }, () => ask(tenant as WritClient, format));
      const refused = await Promise.race(asked);
      expect(problemIn(refused).code).toBe('POLICY_TOOLS_BUSY');
      expect(refused.headers.get('retry-after')).toBe('1');
      waiting.push(...asked);
    }
    const last = await ask(others[1]?.operator.at(api.url) as WritClient, format);
    expectThat('16 wait, whoever they are of', problemIn(last).code).toBe('POLICY_TOOLS_BUSY');
    expectThat('one after another', compilers()).toHaveLength(1);
    openGate();
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    expect([200, 503].map((wanted) => statuses.filter((status) => status === wanted).length)).toStrictEqual([17, 2]);
    rmSync(GATE);
  });

  it('work side by side when they may', async () => {
    const caller = await startWith(untilGateOpens(), { WRIT_POLICY_WORKERS: '2' });
    const asked = [ask(caller, PLAIN), ask(caller, PLAIN)];
    await eventually('two are being worked on', () => compilers().length === 2);
    openGate();
    expect((await Promise.all(asked)).map(({ body }) => body['ok'])).toStrictEqual([true, true]);
    rmSync(GATE);
  });

  it('answer that they are stopping when the server is', async () => {
    const caller = await startWith(untilGateOpens());
    const asked = [ask(caller, PLAIN), ask(caller, PLAIN)];
    await eventually('one is being worked on', () => compilers().length === 1);
    await api.close();
    for (const answer of await Promise.all(asked)) {
      const problem = problemIn(answer);
      expect([problem.code, problem.detail]).toStrictEqual(['POLICY_TOOLS_BUSY', 'the server is stopping']);
    }
  });

  it('need the compiler for text, and not for what is stored', async () => {
    const revision = await addRevision(acme.operator, 'stored', always('DEFER'));
    await startWith('exit 1', { OPA_BIN: join(folder, 'no-opa') });
    const caller = acme.operator.at(api.url);
    const text = { modules: { 'p.rego': always('ALLOW') } };
    for (const [path, body] of [
      ['/v1/policy-checks', text],
      ['/v1/policy-evaluations', { input: {}, ...text }],
      ['/v1/policy-diffs', { before: text, after: text }],
    ] as const) {
      const problem = await caller.refused('POST', path, body);
      expect([problem.code, problem.status]).toStrictEqual(['POLICY_COMPILER_UNAVAILABLE', 503]);
    }
    const stored = { input: {}, policy: 'stored', revision };
    const { result } = await caller.post<{ result: { verdict: string } }>('/v1/policy-evaluations', stored);
    expect(result.verdict).toBe('DEFER');
  });

  it('evaluate with the fuel that decisions have', async () => {
    await startWith(`exec ${opa} "$@"`, { WRIT_DECISION_FUEL: '1000' });
    const modules = { 'p.rego': 'package writ\n\ndecision := count(numbers.range(1, 5000))' };
    const ask_ = (at: string): Promise<{ error: { code: string } | null }> =>
      acme.operator.at(at).post('/v1/policy-evaluations', { input: {}, modules });
    expect((await ask_(api.url)).error?.code).toBe('eval_fuel_exhausted');
    expect((await ask_(writ.url)).error).toBeNull();
  });
});
