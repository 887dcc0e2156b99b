import assert from 'node:assert/strict';
import { beforeAll, expect, test } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { compileRego } from '#libs/rego-compiler';
import { realisticPolicy } from '#libs/rego-compiler/testing';
import { BUILTINS } from './builtin-table.js';
import { type CompiledPolicy, DEFAULT_FUEL, type Json, type Plan, PolicyEvaluationError, compilePlan } from './index.js';
import { HOSTILE, hostileInput, hostileModule } from './testing/index.js';

const ENTRYPOINT = 'writ/decision';

async function planOf(source: string): Promise<Plan> {
  const compiled = await compileRego({ modules: { 'policy.rego': source }, entrypoint: ENTRYPOINT });
  assert(compiled.ok, JSON.stringify(compiled));
  return compiled.plan;
}

let plan: Plan;
beforeAll(async () => {
  plan = await planOf(hostileModule());
});

/** The code of the refusal, undefined when there was an answer. */
function refusal(policy: CompiledPolicy, input: Json, fuel?: number): string | undefined {
  try {
    policy.evaluate(ENTRYPOINT, input, fuel === undefined ? {} : { fuel });
    return undefined;
  } catch (error) {
    assert(error instanceof PolicyEvaluationError, String(error));
    return error.code;
  }
}

// How long each of them runs is in the bench: a machine that is busy with something else must not fail a spec.
test('work without end is stopped, whatever it is made of', () => {
  const policy = compilePlan(plan, {});
  const documents = hostileInput();
  for (const name of Object.keys(HOSTILE))
    expectThat(name, refusal(policy, { ...documents, case: name })).toBe('eval_fuel_exhausted');
});

/** These take a moment whatever they are given, or share all their code with one that is tried. */
const NOT_TRIED =
  /^(neq|lte|gte|is_\w+|cast_\w+|ceil|floor|bits\.or|all|any|trace|trim_right|re_match|crypto\.hmac\.sha1|net\.cidr_overlap|set_diff|internal\.(member_3|print|template_string)|io\.jwt\.verify_(hs384|rs384|rs512|ps\d+|es384|es512|eddsa))$/;

test('every built-in is tried for what it can cost', () => {
  const tried = new Set((plan.static.builtin_funcs ?? []).map(({ name }) => name));
  const missing = [...BUILTINS.keys()].filter((name) => !tried.has(name) && !NOT_TRIED.test(name));
  expect(missing).toStrictEqual([]);
});

/** The least fuel that an evaluation can do with. */
function leastFuel(policy: CompiledPolicy, input: Json): number {
  let [low, high] = [0, DEFAULT_FUEL];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (refusal(policy, input, middle) === undefined) high = middle;
    else low = middle;
  }
  return high;
}

test('an evaluation uses the same fuel before and after everything it needs was used by others', async () => {
  const source =
    'package writ\n\ndecision := [x | some t in input.texts; x := regex.replace(t, `never(u)?sed-before\\d+`, "$1"); regex.match(`not (u|s)+ed either`, t); glob.match("also*new", [], t)]\n';
  const input = { texts: ['neverused-before12 not used either', 'also something new'] };
  const rego = await planOf(source);
  const first = leastFuel(compilePlan(rego, {}), input);
  expect(leastFuel(compilePlan(rego, {}), input)).toBe(first);
  expectThat(`only ${first}`, first).toBeGreaterThan(1_000);
});

test('a decision over a realistic policy leaves most of the fuel', async () => {
  const compiled = await compileRego(realisticPolicy);
  assert(compiled.ok);
  const policy = compilePlan(compiled.plan, realisticPolicy.data);
  const most = Math.max(...realisticPolicy.inputs(40, 5).map((input) => leastFuel(policy, input)));
  expectThat(`${most} of ${DEFAULT_FUEL}`, most).toBeLessThan(DEFAULT_FUEL / 5);
});
