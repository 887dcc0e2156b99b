import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { publishPolicy, RunningWrit } from '#test/support/running-writ';
import { TutorialFolder } from './tutorial-folder.js';
import { readSteps, resultOf, scriptOf, shows } from './tutorial-page.js';

const STEPS_WITHIN_MS = 120_000;
const DEFAULT_POLICY = 'src/features/demo/default-policy';
const steps = readSteps('docs/tutorials/oversee-an-agent.md');

describe('the tutorial about overseeing an agent', () => {
  let writ: RunningWrit;
  let folder: TutorialFolder | undefined;
  let transcript = '';
  beforeAll(async () => {
    writ = await RunningWrit.start();
    const tenant = await writ.seedTenant(await writ.owner());
    const shipped = (file: string) => readFileSync(`${DEFAULT_POLICY}/${file}`, 'utf8');
    await publishPolicy(tenant.operator, 'default', shipped('policy.rego'), JSON.parse(shipped('data.json')));
    await tenant.operator.post('/v1/policy-governance', { minimumQuality: 70, reason: 'as in the demo tenant' });
    folder = new TutorialFolder(writ, tenant);
    // That npx finds the command is seen in the other tutorials; it would take most of the time of this one.
    transcript = await folder.run(`npx() { shift; node node_modules/.bin/writ "$@"; }\n${scriptOf(steps)}`, STEPS_WITHIN_MS);
  });
  afterAll(async () => {
    await writ?.close();
    folder?.remove();
  });

  it('has steps that show something', () => {
    expect(steps.length).toBeGreaterThanOrEqual(20);
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
