import { type CompiledPolicy, type Json, DEFAULT_FUEL, compilePlan } from '#libs/policy-engine';
import { HOSTILE, hostileInput, hostileModule } from '#libs/policy-engine/testing';
import { compileRego } from '#libs/rego-compiler';

import type { BenchRow } from './bench-row.js';

const ENTRYPOINT = 'writ/decision';
const LIMIT_MS = 25;
const LIMIT_MB = 200;
const ROUNDS = 5;

interface Stopped {
  readonly name: string;
  /** Until the fuel was gone: the first time, with code that was never run before, and the median of some more. */
  readonly firstMs: number;
  readonly ms: number;
  /** What the process grew by in the first time. */
  readonly grownMb: number;
}

/** Milliseconds until a policy that would run on is stopped by the default fuel. */
function untilStopped(policy: CompiledPolicy, input: Json): number {
  const started = performance.now();
  try {
    policy.evaluate(ENTRYPOINT, input);
  } catch (error) {
    if ((error as { code?: string }).code === 'eval_fuel_exhausted') return performance.now() - started;
    throw error;
  }
  throw new Error('the policy ended by itself');
}

/** Each kind of work that does as much as it can for its fuel, slowest first. */
async function stoppedPolicies(): Promise<Stopped[]> {
  const compiled = await compileRego({ modules: { 'hostile.rego': hostileModule() }, entrypoint: ENTRYPOINT });
  if (!compiled.ok) throw new Error(`the hostile policy does not compile: ${JSON.stringify(compiled.errors)}`);
  const policy = compilePlan(compiled.plan, {});
  const documents = hostileInput();
  const found = Object.keys(HOSTILE).map((name): Stopped => {
    const input = { ...documents, case: name };
    const before = process.memoryUsage.rss();
    const firstMs = untilStopped(policy, input);
    const grownMb = (process.memoryUsage.rss() - before) / 2 ** 20;
    const times = Array.from({ length: ROUNDS }, () => untilStopped(policy, input));
    return { name, firstMs, grownMb, ms: times.sort((a, b) => a - b)[ROUNDS >> 1]! };
  });
  return found.sort((a, b) => b.ms - a.ms);
}

const FUEL = DEFAULT_FUEL.toLocaleString('en-US');

/** All of them in two rows. */
export async function stoppedPoliciesInShort(): Promise<BenchRow[]> {
  const stopped = await stoppedPolicies();
  const [slowest, middle] = [stopped[0]!, stopped[stopped.length >> 1]!];
  return [
    {
      name: `${FUEL} fuel: slowest of ${stopped.length} hostile policies (${slowest.name})`,
      value: round(slowest.ms),
      unit: 'ms',
      target: `<= ${LIMIT_MS} ms`,
      met: slowest.ms <= LIMIT_MS,
    },
    { name: `${FUEL} fuel: median hostile policy`, value: round(middle.ms), unit: 'ms' },
  ];
}

/** One row for each, and the most memory that any of them took. */
export async function policyFuelBench(): Promise<BenchRow[]> {
  const stopped = await stoppedPolicies();
  const grownMb = Math.round(Math.max(...stopped.map((each) => each.grownMb)));
  const rows = stopped.map(({ name, ms, firstMs }): BenchRow => {
    const first = `first time ${round(firstMs)} ms`;
    return { name: `${name} (${first})`, value: round(ms), unit: 'ms', target: `<= ${LIMIT_MS} ms`, met: ms <= LIMIT_MS };
  });
  const memory = { name: 'most memory that one of them took', value: grownMb, unit: 'MB' };
  return [...rows, { ...memory, target: `<= ${LIMIT_MB} MB`, met: grownMb <= LIMIT_MB }];
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
