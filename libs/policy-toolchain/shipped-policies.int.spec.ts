import assert from 'node:assert/strict';
import { describe, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { readdirSync } from 'node:fs';
import { newestOpa } from '#test/support/newest-opa';
import { type CompiledPolicy, type Json, compilePlan, inputFactsOf } from '#libs/policy-engine';
import { realisticPolicy, wasmOracle } from '#libs/rego-compiler/testing';
import { buildPolicy } from './build-policy.js';
import { inputDomain } from './inputs/input-domain.js';
import { type PolicySource, DEFAULT_ENTRYPOINT } from './policy-source.js';
import { askBinary, generatedInputs, shippedPolicy } from './testing/index.js';

/** WRIT_DIFFERENTIAL=100000 compares that many inputs of every policy; a few thousand otherwise. */
const COUNT = Number(process.env['WRIT_DIFFERENTIAL'] ?? 1_500);
const SEED = Number(process.env['WRIT_SEED'] ?? 20_262);
const BATCH = 10_000;
const newest = newestOpa();

const TEMPLATES = readdirSync('policies/templates').map((name) => [`template ${name}`, `policies/templates/${name}`] as const);
const FOLDERS = [
  ['default policy', 'src/features/demo/default-policy'],
  ['airline', 'docs/examples/airline'],
  ...TEMPLATES,
] as const;
/** OPA's WebAssembly runtime lacks built-ins that these need; the binary has them. */
const NOT_ON_WASM = new Set(['template break-glass-expiring', 'template working-hours', 'template pii-strict']);

async function compared(source: PolicySource, opaBin?: string): Promise<{ policy: CompiledPolicy; inputs: Json[] }> {
  const build = await buildPolicy(source, opaBin === undefined ? {} : { compiler: { opaBin } });
  assert(build.ok, JSON.stringify(build));
  const { plan, data } = build.built;
  const dimensions = inputDomain(inputFactsOf(plan), { documents: [data] });
  return { policy: compilePlan(plan, data), inputs: [...generatedInputs(dimensions, COUNT, SEED)] };
}

function answerOf(policy: CompiledPolicy, input: Json): Json | undefined {
  return policy.evaluate(DEFAULT_ENTRYPOINT, input, { fuel: 50_000_000 }).result;
}

/** What sprintf says of a number under the wrong verb names the type that OPA has for it inside, which became another one with 1.x. */
function asBefore(answer: Json | undefined): Json | undefined {
  return answer === undefined ? undefined : (JSON.parse(JSON.stringify(answer).replaceAll('(int64=', '(int=')) as Json);
}

const OWN_FAILURE = Symbol('own failure');
/** These format parts of the input, which the runtime's sprintf, written in JavaScript, does in its own way. */
const FORMATS_INPUT = new Set(['template abac-purpose', 'template spend-limits', 'realistic bench policy']);

function withoutText(answer: Json | undefined): Json | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== 'reason' && name !== 'reasons'));
}

/** That sprintf also throws for operands that OPA formats; the binary covers those inputs. */
function orItsOwnFailure<T>(ask: () => T): T | typeof OWN_FAILURE {
  try {
    return ask();
  } catch (error) {
    if (error instanceof TypeError && /sprintf|valueOf/.test(error.message)) return OWN_FAILURE;
    throw error;
  }
}

function tally(answers: readonly (Json | undefined)[]): Map<string, number> {
  const rules = new Map<string, number>();
  for (const answer of answers) {
    const rule = String((answer as { rule?: string } | undefined)?.rule);
    rules.set(rule, (rules.get(rule) ?? 0) + 1);
  }
  return rules;
}

describe(`shipped policies on ${COUNT} generated inputs, seed ${SEED}`, () => {
  const sources = new Map<string, Promise<PolicySource>>([
    ...FOLDERS.map(([name, folder]) => [name, shippedPolicy(folder)] as const),
    ['realistic bench policy', Promise.resolve({ modules: realisticPolicy.modules, tests: {}, data: realisticPolicy.data })],
  ]);

  for (const [name, reading] of sources) {
    it(`${name}: the engine answers what the OPA binary answers`, async () => {
      const source = await reading;
      const { policy, inputs } = await compared(source);
      const seen: (Json | undefined)[] = [];
      for (let at = 0; at < inputs.length; at += BATCH) {
        const batch = inputs.slice(at, at + BATCH);
        const theirs = await askBinary(source, batch);
        batch.forEach((input, i) => {
          const ours = answerOf(policy, input);
          expectThat(JSON.stringify(input), ours).toStrictEqual(theirs[i]);
          seen.push(ours);
        });
      }
      const rules = tally(seen);
      expectThat(`only these rules answered: ${[...rules].join(' ')}`, rules.size >= 2 && !rules.has('undefined')).toBe(true);
    });

    skipWhen(newest.path === undefined && newest.why, it)(`${name}: so it does with the newest OPA`, async () => {
      const source = await reading;
      const { policy, inputs } = await compared(source, newest.path);
      const few = inputs.slice(0, BATCH);
      const theirs = await askBinary(source, few, newest.path);
      few.forEach((input, i) => expectThat(JSON.stringify(input), answerOf(policy, input)).toStrictEqual(asBefore(theirs[i])));
    });

    if (NOT_ON_WASM.has(name)) continue;
    it(`${name}: the engine answers what OPA's WebAssembly runtime answers`, async () => {
      const source = await reading;
      const { policy, inputs } = await compared(source);
      const theirs = await wasmOracle({
        name,
        modules: source.modules as Record<string, string>,
        data: source.data ?? {},
        entrypoint: DEFAULT_ENTRYPOINT,
        inputs: () => [],
      });
      const seenBy = FORMATS_INPUT.has(name) ? withoutText : (answer: Json | undefined) => answer;
      let silent = 0;
      for (const input of inputs) {
        const answer = orItsOwnFailure(() => theirs(input));
        if (answer === OWN_FAILURE) silent += 1;
        else expectThat(JSON.stringify(input), seenBy(answerOf(policy, input))).toStrictEqual(seenBy(answer));
      }
      expectThat(`the runtime failed on ${silent} inputs`, silent).toBeLessThan(COUNT / 2);
    });
  }
});
