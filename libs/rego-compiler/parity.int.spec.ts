import assert from 'node:assert/strict';
import { expect, test } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { compilePlan } from '#libs/policy-engine';
import { compileRego } from './index.js';
import { type SamplePolicy, realisticPolicy, smallPolicy, wasmOracle } from './testing/index.js';

/** How often each answer came up, so that a run that only ever saw one branch does not count as agreement. */
async function compareWithOracle(policy: SamplePolicy, count: number): Promise<Map<string, number>> {
  const seed = Number(process.env['WRIT_SEED'] ?? 20_261);
  const compiled = await compileRego(policy);
  assert(compiled.ok, JSON.stringify(compiled));
  const ours = compilePlan(compiled.plan, policy.data);
  const theirs = await wasmOracle(policy);
  const seen = new Map<string, number>();
  for (const input of policy.inputs(count, seed)) {
    const { result } = ours.evaluate(policy.entrypoint, input);
    expectThat(`seed ${seed}, input ${JSON.stringify(input)}`, result).toStrictEqual(theirs(input));
    const rule = String((result as { rule?: string }).rule);
    seen.set(rule, (seen.get(rule) ?? 0) + 1);
  }
  return seen;
}

test('agrees with the WebAssembly runtime on the small policy', async () => {
  const seen = await compareWithOracle(smallPolicy, 20_000);
  expect([...seen.keys()].sort()).toStrictEqual(['approved_write', 'read', 'unknown_tool', 'write']);
});

test('agrees with the WebAssembly runtime on the realistic policy', async () => {
  const seen = await compareWithOracle(realisticPolicy, 5_000);
  expect([...seen.keys()].sort()).toStrictEqual(['approval', 'denied', 'no_rule', 'permitted']);
});
