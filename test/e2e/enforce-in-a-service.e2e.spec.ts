import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { always, publishPolicy, RunningWrit } from '#test/support/running-writ';
import { TutorialFolder } from './tutorial-folder.js';
import { readSteps, resultOf, scriptOf, shows } from './tutorial-page.js';

const PAGE = 'docs/tutorials/enforce-in-a-service.md';
const STEPS_WITHIN_MS = 60_000;
const steps = readSteps(PAGE);

describe('the tutorial about enforcing in a service', () => {
  let folder: TutorialFolder | undefined;
  let writ: RunningWrit;
  let transcript = '';
  beforeAll(async () => {
    writ = await RunningWrit.start();
    try {
      const tenant = await writ.seedTenant(await writ.owner());
      await publishPolicy(tenant.operator, 'default', always('DENY'));
      folder = new TutorialFolder(writ, tenant);
      const page = scriptOf(steps).replace('PORT=7430', `PORT=${await freePort()}`);
      // Whatever step it ends at, the service it started goes with it.
      transcript = await folder.run(`trap 'kill -9 $! 2> /dev/null' EXIT\n${page}`, STEPS_WITHIN_MS);
    } catch (error) {
      // The runner leaves `after` out when this fails.
      await cleanUp();
      throw error;
    }
  });
  afterAll(cleanUp);

  async function cleanUp(): Promise<void> {
    await writ.close();
    folder?.remove();
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

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
