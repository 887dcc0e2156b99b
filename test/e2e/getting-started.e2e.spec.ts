import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { readSteps, resultOf, scriptOf, shows } from './tutorial-page.js';

const PAGE = 'docs/tutorials/getting-started.md';
const READY_WITHIN_MS = 60_000;
const STEPS_WITHIN_MS = 150_000;

const all = readSteps(PAGE);
const starts = all.filter((step) => step.isStart);
const steps = all.filter((step) => !step.isStart);

describe('the getting-started tutorial', () => {
  let folder: string;
  let server: ChildProcess;
  let banner = '';
  let transcript = '';

  async function cleanUp(): Promise<void> {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }

  beforeAll(async () => {
    folder = makeFolder();
    const env = {
      ...process.env,
      NODE_ENV: '',
      DATABASE_URL: '',
      WRIT_HOME: join(folder, '.writ'),
      WRIT_PORT: String(await freePort()),
      XDG_CONFIG_HOME: join(folder, 'config'),
    };
    // What `npm start` is, see the first test; npm itself would not pass on the signal that ends it.
    server = spawn(process.execPath, ['scripts/start.mjs'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      banner = await outputUntil(server, 'Ctrl-C', READY_WITHIN_MS);
      transcript = await runScript(scriptOf(steps), folder, env);
    } catch (error) {
      // The runner leaves `after` out when this fails.
      await cleanUp();
      throw error;
    }
  });

  afterAll(cleanUp);

  it('starts Writ with the command it shows', () => {
    expect(starts.map((step) => step.commands.trim())).toStrictEqual(['npm start']);
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(scripts.start).toBe('node scripts/start.mjs');
    for (const line of starts[0]!.expected) expectThat(`${line}\nis not in\n${banner}`, shows(banner, line)).toBe(true);
  });

  it('has steps that show something', () => {
    expectThat(`${steps.length} steps`, steps.length).toBeGreaterThanOrEqual(15);
    expect(steps.filter((step) => step.expected.length === 0).map((step) => step.line)).toStrictEqual([]);
  });

  for (const [index, step] of steps.entries()) {
    it(`line ${step.line}: ${step.commands.trim().split('\n').at(-1)}`, () => {
      const result = resultOf(transcript, index);
      assert(result, `not reached:\n${transcript.slice(-2_000)}`);
      for (const line of step.expected) expectThat(`${line}\nis not in\n${result.output}`, shows(result.output, line)).toBe(true);
      expectThat(result.output, result.exit).toBe(step.exit);
    });
  }
});

/** An empty folder in which `npx writ` is the command of this repository, as it is in the repository itself. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'writ-tutorial-'));
  // root starts PostgreSQL as another account, which must be able to enter.
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(resolve('clients/cli/bin/writ.mjs'), join(folder, 'node_modules', '.bin', 'writ'));
  return folder;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function outputUntil(child: ChildProcess, wanted: string, withinMs: number): Promise<string> {
  return new Promise((resolved, rejected) => {
    let output = '';
    const fail = (why: string) => {
      clearTimeout(timer);
      rejected(new Error(`${why}:\n${output}`));
    };
    const timer = setTimeout(() => fail('not ready in time'), withinMs);
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes(wanted)) return;
      clearTimeout(timer);
      resolved(output);
    });
    child.once('exit', () => fail('ended before it was ready'));
  });
}

/** Everything the script printed, errors included. Ended, and what it printed so far returned, when it takes too long. */
async function runScript(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const shell = spawn('bash', ['-c', script], { cwd, env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const timer = setTimeout(() => shell.kill('SIGTERM'), STEPS_WITHIN_MS);
  await once(shell, 'close');
  clearTimeout(timer);
  return output;
}
