import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { TaskProcesses, WaitingRoom, type ProcessEnd, type TaskEnd } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'writ-task-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
const place = (name: string): string => join(folder, name);
/** How long a busy machine may take to do what it does at once when it has time. */
const AT_LAST_MS = 60_000;

/** A task that says in `place` where it runs, and then does what its input names. */
const TASK = pathToFileURL(place('task.mjs')).href;
writeFileSync(
  place('task.mjs'),
  `import { spawn } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
const KINDS = {
  answers: () => ({ pid: process.pid, names: Object.keys(process.env) }),
  waits: () => new Promise(() => setInterval(() => undefined, 1000)),
  waitsForWhatItStarted: () => new Promise((done) => spawn('/bin/sleep', ['600']).on('exit', done)),
  isBusy: () => { for (;;); },
  fillsTheHeap: () => { const all = []; for (;;) all.push({ i: all.length, more: [all.length] }); },
  fillsMemory: () => { const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1)); },
};
export async function carryOut({ kind, place }) {
  if (place) { writeFileSync(place + '.new', String(process.pid)); renameSync(place + '.new', place); }
  return KINDS[kind]();
}
`,
);
interface Answer {
  readonly pid: number;
  readonly names: string[];
}
interface Input {
  readonly kind: string;
  readonly place?: string;
}

const onLinux = skipWhen(process.platform !== 'linux' && 'processes are looked at in /proc', describe);

/** Every process of the group that this one leads; one that has ended may still be in the table. */
const groupOf = (pid: number): string[] =>
  readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const [state, , group] = readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return state !== 'Z' && group === String(pid);
    } catch {
      return false;
    }
  });
const untilGone = (pid: number): Promise<unknown> =>
  eventually(`process ${pid} and all it started are gone`, () => groupOf(pid).length === 0, AT_LAST_MS);
const started = (name: string): Promise<number> =>
  eventually(
    'the task runs',
    () => existsSync(place(name)) && Number(readFileSync(place(name), 'utf8')),
    AT_LAST_MS,
  ) as Promise<number>;

onLinux('a process of tasks', () => {
  let tasks: TaskProcesses;
  let temporary: string;
  let lost: (ProcessEnd & { readonly pid: number | undefined })[];
  beforeEach(() => {
    lost = [];
    process.env['TMPDIR'] = temporary = mkdtempSync(join(folder, 'tmp-'));
    tasks = new TaskProcesses(1, (end) => lost.push(end));
    tasks.limits = { ...tasks.limits, taskMs: 60_000 };
  });
  afterEach(async () => {
    await tasks.close();
    expect(tasks.alive).toBe(0);
    expectThat('no folder is left behind', readdirSync(temporary)).toStrictEqual([]);
  });
  const room = new WaitingRoom({ waiting: 9, waitingPerTenant: 9 });
  const run = (input: Input): Promise<TaskEnd<Answer>> => tasks.run('acme', { module: TASK }, input, room);
  const answer = async (): Promise<Answer> => {
    const end = await run({ kind: 'answers' });
    expect(end).toHaveProperty('answer');
    return (end as { answer: Answer }).answer;
  };

  it('takes one task after another, up to a number', async () => {
    tasks.limits = { ...tasks.limits, tasksPerProcess: 2 };
    const pids = [await answer(), await answer(), await answer()].map(({ pid }) => pid);
    expect([pids[0] === pids[1], pids[1] === pids[2]]).toStrictEqual([true, false]);
    await untilGone(pids[0] as number);
  });

  it('knows no secret of who started it, and is less urgent', async () => {
    const { pid, names } = await answer();
    expect(names.filter((name) => !/^(NODE_CHANNEL_.*|TMPDIR|PWD|OLDPWD|SHLVL|_)$/.test(name))).toStrictEqual([]);
    expect(getPriority(pid)).toBe(10);
  });

  it('ends when it has had nothing to do for a while, and another one takes its place', async () => {
    tasks.limits = { ...tasks.limits, idleMs: 20 };
    const { pid } = await answer();
    await untilGone(pid);
    expect((await answer()).pid).not.toBe(pid);
  });

  it('that takes too much memory ends alone, and is told', async () => {
    for (const [kind, limits] of [
      ['fillsTheHeap', { heapMb: 32 }],
      ['fillsMemory', { residentMb: 256 }],
    ] as const) {
      tasks.limits = { ...tasks.limits, heapMb: 512, residentMb: 1_536, tasksPerProcess: 1, ...limits };
      expectThat(kind, await run({ kind })).toStrictEqual({ stopped: 'memory' });
    }
    expect(lost).toHaveLength(2);
    tasks.limits = { ...tasks.limits, heapMb: 512, residentMb: 1_536 };
    await answer();
  });

  it('that takes too long ends alone, busy or waiting', async () => {
    tasks.limits = { ...tasks.limits, taskMs: 300 };
    for (const kind of ['isBusy', 'waits']) expectThat(kind, await run({ kind })).toStrictEqual({ stopped: 'time' });
    tasks.limits = { ...tasks.limits, taskMs: 60_000 };
    await answer();
  });

  it('that is killed takes its task along with what that started, and the next task has another one', async () => {
    const asked = run({ kind: 'waitsForWhatItStarted', place: place('killed') });
    const pid = await started('killed');
    await eventually('it started something', () => groupOf(pid).length >= 3, AT_LAST_MS);
    process.kill(pid, 'SIGKILL');
    expect(await asked).toStrictEqual({ stopped: 'SIGKILL' });
    await untilGone(pid);
    const next = await answer();
    process.kill(next.pid, 'SIGKILL');
    await untilGone(next.pid);
    expectThat('killed while it had nothing to do', (await answer()).pid).not.toBe(next.pid);
  });

  it('is gone when whoever has the tasks has stopped, though it had nothing to do', async () => {
    const { pid } = await answer();
    await tasks.close();
    await untilGone(pid);
  });

  for (const kind of ['waitsForWhatItStarted', 'isBusy', 'waits']) {
    it(`is gone soon after its server was killed while its task ${kind}`, async () => {
      const program = `import(${JSON.stringify(new URL('./index.js', import.meta.url).href)}).then(({ TaskProcesses, WaitingRoom }) =>
        new TaskProcesses(1, () => undefined).run('acme', { module: ${JSON.stringify(TASK)} },
          ${JSON.stringify({ kind, place: place(`orphan-${kind}`) })}, new WaitingRoom({ waiting: 1, waitingPerTenant: 1 })));`;
      const TMPDIR = mkdtempSync(join(folder, 'killed-'));
      const server = spawn(process.execPath, ['-e', program], { stdio: 'ignore', env: { ...process.env, TMPDIR } });
      const pid = await started(`orphan-${kind}`);
      server.kill('SIGKILL');
      await untilGone(pid);
    });
  }
});
