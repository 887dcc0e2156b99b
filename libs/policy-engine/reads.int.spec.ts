import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileRego } from '#libs/rego-compiler';
import { realisticPolicy } from '#libs/rego-compiler/testing';
import {
  type CompiledPolicy,
  type Json,
  type Plan,
  PolicyEvaluationError,
  type Reads,
  compilePlan,
  inputFactsOf,
} from './index.js';
import { disturbed, generatedPolicy, inputsFor, rolls } from './testing/index.js';

const SEED = Number(process.env['WRIT_SEED'] ?? 20_264);
const ENTRYPOINT = 'writ/decision';

function answerOf(policy: CompiledPolicy, input: Json): Json | undefined {
  try {
    return policy.evaluate(ENTRYPOINT, input).result;
  } catch (error) {
    if (error instanceof PolicyEvaluationError) return { failed: error.code };
    throw error;
  }
}

/** What was read, undefined for evaluations that have no answer; reporting must not change the answer. */
function readsOf(policy: CompiledPolicy, input: Json): Reads | undefined {
  try {
    const { result, reads } = policy.evaluate(ENTRYPOINT, input, { reads: true });
    assert.deepEqual(result, answerOf(policy, input));
    return reads!;
  } catch (error) {
    if (!(error instanceof PolicyEvaluationError)) throw error;
    assert.deepEqual(answerOf(policy, input), { failed: error.code });
    return undefined;
  }
}

interface Tally {
  answers: Set<string>;
  changed: number;
}

/** Changes input and data wherever nothing was read, several times, and expects the same answer. */
function assertNoInfluence(plan: Plan, documents: { input: Json; data: Json }, seed: number, tally: Tally): void {
  const { input, data } = documents;
  const policy = compilePlan(plan, data);
  const reads = readsOf(policy, input);
  if (!reads) return;
  const answer = answerOf(policy, input);
  tally.answers.add(JSON.stringify(answer));
  const roll = rolls(seed);
  for (let n = 0; n < 5; n += 1) {
    const others: { input: Json; data: Json } = {
      input: disturbed(input, reads.input, roll) as Json,
      data: disturbed(data, reads.data, roll) as Json,
    };
    if (JSON.stringify(others) !== JSON.stringify({ input, data })) tally.changed += 1;
    const told: string = JSON.stringify({ reads, input, data, others });
    assert.deepEqual(answerOf(n === 0 ? compilePlan(plan, others.data) : policy, others.input), answer, told);
  }
}

test('what a generated policy did not read has no influence', async () => {
  const tally: Tally = { answers: new Set(), changed: 0 };
  let compiled = 0;
  await fc.assert(
    fc.asyncProperty(generatedPolicy, fc.nat(), async ({ source, documents }, seed) => {
      const result = await compileRego({ modules: { 'policy.rego': source }, entrypoint: ENTRYPOINT });
      if (!result.ok) return;
      compiled += 1;
      for (const pair of documents) assertNoInfluence(result.plan, pair, seed, tally);
    }),
    { numRuns: 80, seed: SEED },
  );
  assert.ok(compiled > 50 && tally.changed > 1_500 && tally.answers.size > 150, JSON.stringify({ compiled, ...tally }));
});

const FOLDERS = ['docs/examples/airline', ...readdirSync('policies/templates').map((name) => join('policies/templates', name))];
const SHIPPED = FOLDERS.map((folder) => ({
  name: folder,
  modules: { 'policy.rego': readFileSync(join(folder, 'policy.rego'), 'utf8') },
  data: JSON.parse(readFileSync(join(folder, 'data.json'), 'utf8')) as Json,
}));

for (const { name, modules, data } of [...SHIPPED, { ...realisticPolicy, name: 'the realistic bench policy' }]) {
  test(`${name}: what was not read has no influence`, async () => {
    const result = await compileRego({ modules, entrypoint: ENTRYPOINT });
    assert.ok(result.ok, JSON.stringify(result));
    const { plan } = result;
    const tally: Tally = { answers: new Set(), changed: 0 };
    const property = fc.property(inputsFor(inputFactsOf(plan), data), fc.nat(), (input, seed) =>
      assertNoInfluence(plan, { input, data }, seed, tally),
    );
    fc.assert(property, { numRuns: 150, seed: SEED });
    assert.ok(tally.answers.size >= 2 && tally.changed > 300, JSON.stringify({ ...tally, answers: [...tally.answers] }));
  });
}
