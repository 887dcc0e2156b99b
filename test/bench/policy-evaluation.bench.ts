import { type CompiledPolicy, compilePlan } from '#libs/policy-engine';
import { compileRego } from '#libs/rego-compiler';
import { type SamplePolicy, realisticPolicy, smallPolicy, wasmOracle } from '#libs/rego-compiler/testing';

import type { BenchRow } from './bench-row.js';
import { stoppedPoliciesInShort } from './policy-fuel.bench.js';

const INPUTS = 2_000;
const SEED = 7;
const ROUND_MS = 400;
const ROUNDS = 5;

/** Two decimals. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Calls per second over whole passes of the inputs: the median of several rounds after one that only warms up. */
function rate(inputs: unknown[], call: (index: number) => unknown): number {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const started = performance.now();
    let calls = 0;
    let elapsed = 0;
    while (elapsed < ROUND_MS) {
      for (let i = 0; i < inputs.length; i += 1) call(i);
      calls += inputs.length;
      elapsed = performance.now() - started;
    }
    return calls / (elapsed / 1000);
  });
  return rounds.slice(1).sort((a, b) => a - b)[ROUNDS >> 1]!;
}

async function measure(sample: SamplePolicy, target: { rate: number; ratio: number }): Promise<BenchRow[]> {
  const { policy, compiledMs, readyMs } = await ready(sample);
  const inputs = sample.inputs(INPUTS, SEED);
  const theirs = await wasmOracle(sample);
  const own = rate(inputs, (i) => policy.evaluate(sample.entrypoint, inputs[i]!));
  const wasm = rate(inputs, (i) => theirs(inputs[i]!));
  const reporting = rate(inputs, (i) => policy.evaluate(sample.entrypoint, inputs[i]!, { reads: true }));
  const explained = rate(inputs, (i) => policy.evaluate(sample.entrypoint, inputs[i]!, { explain: true }));
  return [
    { name: `${sample.name} policy: compile to ready`, value: compiledMs, unit: 'ms', target: '<= 50 ms', met: compiledMs <= 50 },
    { name: `${sample.name} policy: plan to ready`, value: readyMs, unit: 'ms' },
    {
      name: `${sample.name} policy: decisions`,
      value: Math.round(own),
      unit: '1/s',
      against: 'opa-wasm',
      ratio: round(own / wasm),
      target: `${target.rate > 0 ? `>= ${target.rate.toLocaleString('en-US')}/s, ` : ''}>= ${target.ratio}x`,
      met: own >= target.rate && own / wasm >= target.ratio,
    },
    { name: `${sample.name} policy: decisions on opa-wasm`, value: Math.round(wasm), unit: '1/s' },
    { name: `${sample.name} policy: decisions that report what they read`, value: Math.round(reporting), unit: '1/s' },
    { name: `${sample.name} policy: explained decisions`, value: Math.round(explained), unit: '1/s' },
    { name: `${sample.name} policy: slowest percent of decisions`, value: percentile(policy, sample, inputs.length), unit: 'us' },
  ];
}

/** Milliseconds from the text of a policy until it decides, and the part of them after OPA has compiled it: medians. */
async function ready(sample: SamplePolicy): Promise<{ policy: CompiledPolicy; compiledMs: number; readyMs: number }> {
  const runs: { policy: CompiledPolicy; compiledMs: number; readyMs: number }[] = [];
  while (runs.length < ROUNDS) {
    const started = performance.now();
    const compiled = await compileRego(sample);
    if (!compiled.ok) throw new Error(`the ${sample.name} policy does not compile: ${JSON.stringify(compiled.errors)}`);
    const planned = performance.now();
    const policy = compilePlan(compiled.plan, sample.data);
    const now = performance.now();
    runs.push({ policy, compiledMs: now - started, readyMs: now - planned });
  }
  const middle = runs.sort((a, b) => a.compiledMs - b.compiledMs)[ROUNDS >> 1]!;
  return { policy: middle.policy, compiledMs: round(middle.compiledMs), readyMs: round(middle.readyMs) };
}

/** The 99th percentile of single decisions in microseconds. */
function percentile(policy: CompiledPolicy, sample: SamplePolicy, count: number): number {
  const times = sample.inputs(count, SEED + 1).map((input) => {
    const started = performance.now();
    policy.evaluate(sample.entrypoint, input);
    return (performance.now() - started) * 1000;
  });
  return round(times.sort((a, b) => a - b)[Math.floor(count * 0.99)]!);
}

/** Time until a runaway policy is stopped by the default fuel, after warm-up. */
async function runaway(): Promise<BenchRow> {
  const source =
    'package writ\n\ndecision := count([1 | some a in input.xs; some b in input.xs; some c in input.xs; a + b + c == -1])\n';
  const compiled = await compileRego({ modules: { 'runaway.rego': source }, entrypoint: 'writ/decision' });
  if (!compiled.ok) throw new Error('the runaway policy does not compile');
  const policy = compilePlan(compiled.plan, {});
  const input = { xs: Array.from({ length: 1_000 }, (_, i) => i) };
  const times = Array.from({ length: 20 }, () => {
    const started = performance.now();
    try {
      policy.evaluate('writ/decision', input);
    } catch (error) {
      if ((error as { code?: string }).code !== 'eval_fuel_exhausted') throw error;
    }
    return performance.now() - started;
  });
  return {
    name: 'runaway policy: time until stopped',
    value: round(times.sort((a, b) => a - b)[10]!),
    unit: 'ms',
    target: 'about 10 ms',
  };
}

/** Policy evaluation against OPA's WebAssembly runtime: the same policies, data and inputs in one run. */
export async function policyEvaluationBench(): Promise<BenchRow[]> {
  const small = await measure(smallPolicy, { rate: 1_000_000, ratio: 10 });
  const realistic = await measure(realisticPolicy, { rate: 0, ratio: 15 });
  return [...small, ...realistic, await runaway(), ...(await stoppedPoliciesInShort())];
}
