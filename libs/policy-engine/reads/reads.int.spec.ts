import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { expectThat } from '#libs/testing';
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
} from '../index.js';
import { disturbed, generatedPolicy, inputsFor, rolls } from '../testing/index.js';

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
    expect(result).toStrictEqual(answerOf(policy, input));
    return reads!;
  } catch (error) {
    if (!(error instanceof PolicyEvaluationError)) throw error;
    expect(answerOf(policy, input)).toStrictEqual({ failed: error.code });
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
    expectThat(told, answerOf(n === 0 ? compilePlan(plan, others.data) : policy, others.input)).toStrictEqual(answer);
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
    { numRuns: 60, seed: SEED },
  );
  const seen = { compiled, changed: tally.changed, answers: tally.answers.size };
  expectThat(JSON.stringify(seen), seen.compiled > 30 && seen.changed > 800 && seen.answers > 40).toBe(true);
});

const DATA: Json = { d: { tools: { search: { cost: 1, tags: ['web'] } }, list: [{ n: 1 }, { n: 2 }] } };
const INPUT: Json = { tool: 'search', user: { name: 'ann', roles: ['r'] }, other: { name: 'ann', roles: ['r'] }, n: 0 };

/** Rules and what they read of the documents above. */
const READS: [rule: string, paths: string][] = [
  ['p := 1', ''],
  ['p := data.d.tools[input.tool].cost', 'data.d.tools.search.cost input.tool'],
  ['p := data.d.tools[input.user.name].cost', 'data.d.tools.ann input.user.name'],
  ['p if input.user', 'input.user'],
  ['p if {\n\tinput.user\n\tinput.user.name\n}', 'input.user.name'],
  ['p if {\n\tinput.user == input.other\n\tinput.user.name\n\tinput.other.name\n}', 'input.other input.user'],
  ['p := data.d.list[1].n', 'data.d.list.1.n'],
  ['p := data.d.list[7].n', 'data.d.list.7'],
  ['p := [x.n | some x in data.d.list]', 'data.d.list'],
  ['p if "r" in input.user.roles', 'input.user.roles'],
  ['p := object.get(input, ["user", "name"], "")', 'input.user.name'],
  ['p := object.get(input.user, "age", data.d.tools.search.cost)', 'data.d.tools.search.cost input.user.age'],
  ['p := object.get(input, ["user", "name", "first"], "") if input.user.roles', 'input.user.name input.user.roles'],
  ['p := count(input.user) if input.user.name', 'input.user'],
  ['p := {"who": input.user}.who.name', 'input.user'],
  ['p := x if x := q with input.tool as "other" with data.d.list as []\n\nq := [input.tool, input.n, data.d.list]', 'input.n'],
  ['p := x if x := q with input.user.name as "bob"\n\nq := [input.user.name, input.user.roles]', 'input.user.roles'],
  ['p := x if x := q with input as {"tool": "x"}\n\nq := input.tool', ''],
  ['p := type_name(input)', 'input'],
  ['p if not input == "text"', 'input'],
  ['p if not input.tool == {}', 'input.tool'],
  ['p := x if x := q with data.d.tools.buy as {}\n\nq := [t | some t in object.keys(data.d.tools)]', 'data.d.tools'],
  ['p := x if x := q with data.gone.deep as 1\n\nq := data.gone.other', 'data.gone'],
  ['p := x if x := q with data.d.tools as {}\n\nq := data.d.list[0].n', 'data.d.list.0.n'],
  ['p if not data.d.gone.deeper', 'data.d.gone'],
  ['p := f(input.user)\n\nf(x) := x.name', 'input.user.name'],
];

for (const [rule, paths] of READS) {
  test(`${rule.replaceAll(/\s+/g, ' ')} reads ${paths || 'nothing'}`, async () => {
    const source = `package writ\n\ndecision := [x | x := p]\n\n${rule}\n`;
    const result = await compileRego({ modules: { 'policy.rego': source }, entrypoint: ENTRYPOINT });
    assert(result.ok, JSON.stringify(result));
    const reads = readsOf(compilePlan(result.plan, DATA), INPUT)!;
    const texts = [...reads.data.map((path) => ['data', ...path]), ...reads.input.map((path) => ['input', ...path])];
    expect(texts.map((path) => path.join('.')).join(' ')).toBe(paths);
  });
}

const FOLDERS = ['docs/examples/airline', ...readdirSync('policies/templates').map((name) => join('policies/templates', name))];
const SHIPPED = FOLDERS.map((folder) => ({
  name: folder,
  modules: { 'policy.rego': readFileSync(join(folder, 'policy.rego'), 'utf8') },
  data: JSON.parse(readFileSync(join(folder, 'data.json'), 'utf8')) as Json,
}));

for (const { name, modules, data } of [...SHIPPED, { ...realisticPolicy, name: 'the realistic bench policy' }]) {
  test(`${name}: what was not read has no influence`, async () => {
    const result = await compileRego({ modules, entrypoint: ENTRYPOINT });
    assert(result.ok, JSON.stringify(result));
    const { plan } = result;
    const tally: Tally = { answers: new Set(), changed: 0 };
    const property = fc.property(inputsFor(inputFactsOf(plan), data), fc.nat(), (input, seed) =>
      assertNoInfluence(plan, { input, data }, seed, tally),
    );
    fc.assert(property, { numRuns: 100, seed: SEED });
    expectThat(JSON.stringify({ ...tally, answers: [...tally.answers] }), tally.answers.size >= 2 && tally.changed > 200).toBe(
      true,
    );
  });
}
