import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { always, publishPolicy, RunningWrit } from '#test/support/running-writ';
import { readSteps, resultOf, scriptOf, shows } from './tutorial-page.js';

const PAGE = 'docs/tutorials/enforce-in-a-service.md';
const STEPS_WITHIN_MS = 60_000;
const steps = readSteps(PAGE);

describe('the tutorial about enforcing in a service', () => {
  let folder: string;
  let writ: RunningWrit;
  let transcript = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'writ-enforce-'));
    writ = await RunningWrit.start();
    try {
      await furnish(folder, writ);
      const page = scriptOf(steps).replace('PORT=7430', `PORT=${await freePort()}`);
      // Whatever step it ends at, the service it started goes with it.
      transcript = await runScript(`trap 'kill -9 $! 2> /dev/null' EXIT\n${page}`, folder);
    } catch (error) {
      // The runner leaves `after` out when this fails.
      await cleanUp();
      throw error;
    }
  });
  afterAll(cleanUp);

  async function cleanUp(): Promise<void> {
    await writ.close();
    rmSync(folder, { recursive: true, force: true });
  }

  for (const [index, step] of steps.entries()) {
    it(`line ${step.line}: ${step.commands.trim().split('\n').at(-1)}`, () => {
      const result = resultOf(transcript, index);
      assert(result, `not reached:\n${transcript.slice(-2_000)}`);
      for (const line of step.expected) expectThat(`${line}\nis not in\n${result.output}`, shows(result.output, line)).toBe(true);
      expectThat(result.output, result.exit).toBe(step.exit);
    });
  }

  it('shows the code that runs', () => {
    const shown = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(PAGE, 'utf8'))?.[1];
    expect(shown && readFileSync('clients/examples/refund-service/main.ts', 'utf8').includes(shown)).toBeTruthy();
  });
});

/** The folder of the repository after `npm start`, as far as the page can tell. */
async function furnish(folder: string, writ: RunningWrit): Promise<void> {
  const { id, operator, credentials, agent } = await writ.seedTenant(await writ.owner());
  await publishPolicy(operator, 'default', always('DENY'));
  mkdirSync(join(folder, '.writ'));
  const local = {
    url: writ.url,
    tenant: id,
    agentId: 'agent-1',
    agentKey: agent.token,
    operator: credentials,
    owner: credentials,
  };
  writeFileSync(join(folder, '.writ', 'credentials.json'), JSON.stringify(local));
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(resolve('clients/cli/bin/writ.mjs'), join(folder, 'node_modules', '.bin', 'writ'));
  for (const name of ['clients', 'dist']) symlinkSync(resolve(name), join(folder, name));
}

/** Everything the script printed, errors included. Ended, and what it printed so far returned, when it takes too long. */
async function runScript(script: string, cwd: string): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1', WRIT_HOME: join(cwd, '.writ'), XDG_CONFIG_HOME: join(cwd, 'config') };
  const shell = spawn('bash', ['-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const timer = setTimeout(() => shell.kill('SIGTERM'), STEPS_WITHIN_MS);
  await once(shell, 'close');
  clearTimeout(timer);
  return output;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
