import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { skipWhen } from '#libs/testing';
import { eventually } from '#test/support/conditions';

const CONFIG = 'test/support/fixtures/test-command/jest.config.mjs';
/** Long enough for Jest to start on a busy machine, since nothing is heard of it until then. */
const SILENCE_MS = 25_000;

/** One that has ended may still be in the table of processes. */
const isRunning = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z');

/** A run of its own, below this one: it ends nothing and removes nothing of this one. */
function start(...args: string[]) {
  const child = spawn(process.execPath, ['scripts/lib/run-jest.mjs', '--config', CONFIG, '-i', ...args], {
    env: { ...process.env, WRIT_TEST_FOLDER: undefined, WRIT_TEST_RUN: undefined, WRIT_TEST_SILENCE_MS: String(SILENCE_MS) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (told.text += chunk.toString()));
  const ended = new Promise<number | NodeJS.Signals | null>((done) => child.on('close', (code, signal) => done(code ?? signal)));
  return { child, told, ended };
}

async function run(...args: string[]): Promise<{ code: unknown; text: string; count: string | undefined }> {
  const { told, ended } = start(...args);
  const code = await ended;
  return { code, text: told.text, count: told.text.trimEnd().split('\n').pop() };
}

const onLinux = skipWhen(process.platform !== 'linux' && 'processes are found by their environment on Linux alone', it);

describe('the test command', () => {
  /** It is waited for all the time that the other runs take. */
  let spinning: ReturnType<typeof run>;
  beforeAll(() => {
    spinning = run('spins');
  });

  it('counts tests in its last line, and fails when one did', async () => {
    const { code, count } = await run('outcomes');
    expect([count, code]).toStrictEqual(['2 passed, 1 failed, 1 skipped', 1]);
  });

  it('counts a file that breaks before its first test, and a run without a test', async () => {
    const broken = await run('breaks');
    expect([broken.count, broken.code]).toStrictEqual(['0 passed, 1 failed, 0 skipped', 1]);
    expect(broken.text).toMatch(/broken before the first test/);
    const nothing = await run('no-such-file');
    expect([nothing.count, nothing.code]).toStrictEqual(['0 passed, 1 failed, 0 skipped', 1]);
  });

  onLinux('ends what a test left behind, and says so', async () => {
    const { code, count, text } = await run('leaves');
    expect([count, code]).toStrictEqual(['1 passed, 0 failed, 0 skipped', 0]);
    const pid = Number(/started (\d+)/.exec(text)?.[1]);
    expect(text).toMatch(`ended a process that a test left behind: ${pid} `);
    await eventually('it is gone', () => !isRunning(pid));
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    onLinux(`leaves no process and no folder when it is ended by ${signal} in the middle`, async () => {
      const { child, told, ended } = start('waits');
      const [, pid, folder] = (await eventually('the test runs', () => /started (\d+) in (\S+)/.exec(told.text), 60_000)) ?? [];
      child.kill(signal);
      expect(await ended).toBe(signal === 'SIGTERM' ? 143 : 'SIGKILL');
      await eventually('all are gone', () => !isRunning(Number(pid)) && !existsSync(folder as string), 30_000);
      if (signal === 'SIGTERM') expect(told.text).toMatch(/stopped by SIGTERM\n(.*\n)*0 passed, 1 failed, 0 skipped\n$/);
    });
  }

  it('ends a test that never gives control back, and names its file', async () => {
    const { code, count, text } = await spinning;
    expect([count, code]).toStrictEqual(['0 passed, 1 failed, 0 skipped', 1]);
    expect(text).toMatch(/no test has ended for 25 seconds; running: \S*spins\.spec\.mjs/);
  });
});
