import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Json, PolicyEvaluationError, compilePlan } from '#libs/policy-engine';
import { type GeneratedModules, generatedModules } from '#libs/policy-engine/testing';
import { readPlan } from '../compile-rego.js';
import { readErrors } from '../opa-errors.js';
import { type CompilerOptions, LANGUAGE, type OpaWorkspace, inOpaWorkspace } from '../opa-workspace.js';
import { buildPlan } from '../planning/build-plan.js';

/** What OPA's own evaluation and the engine on OPA's plan made of generated policies. */
export interface GeneratedComparison {
  /** Policies that compile, and answers that were compared. */
  readonly policies: number;
  readonly answers: number;
  /**
   * Conflicts that only the engine met, which denies then. OPA's evaluation goes through the conditions of a body in another order
   * from version to version, and does not see what stands behind one that does not hold.
   */
  readonly conflicts: number;
  readonly differences: readonly Difference[];
}

interface Difference {
  readonly policy: string;
  readonly input: Json;
  readonly opa: string;
  readonly ours: string;
}

export const LIMITS = { timeMs: 120_000, outputBytes: 64 * 1024 * 1024, planBytes: 64 * 1024 * 1024, modules: 1_000 };

/** Compiles so many policies to one plan, and asks both about every input of each. */
export async function compareGenerated(
  seed: number,
  numbers: readonly number[],
  options: CompilerOptions = {},
): Promise<GeneratedComparison> {
  const policies = numbers.map((n) => generatedModules(seed, n));
  const sources = {
    modules: Object.assign({}, ...policies.map(({ modules }) => modules)) as Record<string, string>,
    data: Object.fromEntries(policies.map(({ dataName, data }) => [dataName, data])),
  };
  const compared = await inOpaWorkspace(sources, { ...options, limits: LIMITS }, async (workspace) => {
    const good = await withoutBroken(workspace, policies);
    return good.length === 0 ? NOTHING : compareIn(workspace, good, sources.data);
  });
  if ('ok' in compared) throw new Error(JSON.stringify(compared.errors));
  return compared;
}

const NOTHING: GeneratedComparison = { policies: 0, answers: 0, conflicts: 0, differences: [] };

/** Those that compile; the compiler tells of ever others when the first ones are gone. */
export async function withoutBroken(workspace: OpaWorkspace, policies: readonly GeneratedModules[]): Promise<GeneratedModules[]> {
  let left = [...policies];
  while (left.length > 0) {
    const run = await workspace.run(['check', ...LANGUAGE, '--max-errors', '10000', '--format', 'json', '.']);
    if (run.code === 0) return left;
    const broken = new Set(readErrors(run).map(({ file }) => /^(g\d+)(?:_lib)?\.rego$/.exec(file ?? '')?.[1]));
    const gone = left.filter(({ name }) => broken.has(name));
    if (gone.length === 0) throw new Error(JSON.stringify(readErrors(run)));
    for (const { name, modules } of gone) {
      for (const file of Object.keys(modules)) await writeFile(join(workspace.policy, file), `package gone.${name}\n`);
    }
    left = left.filter((policy) => !gone.includes(policy));
  }
  return left;
}

async function compareIn(
  workspace: OpaWorkspace,
  policies: readonly GeneratedModules[],
  data: Record<string, Json>,
): Promise<GeneratedComparison> {
  const modules = Object.assign({}, ...policies.map((policy) => policy.modules)) as Record<string, string>;
  const built = await buildPlan(
    workspace,
    modules,
    policies.map(({ name }) => `${name}/decision`),
  );
  if (built.code !== 0) throw new Error(JSON.stringify(readErrors(built)));
  const read = await readPlan(workspace.folder, '', workspace.limits);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const engine = compilePlan(read.plan, data);
  const theirs = await askedOpa(workspace, policies);
  const differences: Difference[] = [];
  let conflicts = 0;
  for (const { name, inputs } of policies) {
    for (const [n, input] of inputs.entries()) {
      const [opa, ours] = [theirs.get(`${name}_${n}`) ?? 'not asked', answerOf(engine, `${name}/decision`, input)];
      if (opa === ours) continue;
      if (ours === FAILED) conflicts += 1;
      else differences.push({ policy: name, input, opa, ours });
    }
  }
  return { policies: policies.length, answers: theirs.size, conflicts, differences };
}

const FAILED = 'fails';
const UNDEFINED = 'undefined';

export function answerOf(engine: ReturnType<typeof compilePlan>, entrypoint: string, input: Json): string {
  try {
    const { result } = engine.evaluate(entrypoint, input, { fuel: 20_000_000 });
    return result === undefined ? UNDEFINED : JSON.stringify(sortedMembers(result));
  } catch (error) {
    if (!(error instanceof PolicyEvaluationError)) throw error;
    return error.code === 'eval_conflict_error' ? FAILED : error.code;
  }
}

/** One test for each input, which prints the answer. */
async function askedOpa(workspace: OpaWorkspace, policies: readonly GeneratedModules[]): Promise<Map<string, string>> {
  const tests = policies.flatMap(({ name, inputs }) =>
    inputs.map((input, n) => {
      const answer = `[json.marshal(x) | x := data.${name}.decision with input as ${JSON.stringify(input)}]`;
      return `test_${name}_${n} if print(concat("", ${answer}))`;
    }),
  );
  await writeFile(join(workspace.policy, 'asked_test.rego'), `package asked\n\n${tests.join('\n\n')}\n`);
  const run = await workspace.run(['test', ...LANGUAGE, '--format', 'json', '.']);
  if (!run.stdout.startsWith('[')) throw new Error(JSON.stringify(readErrors(run)));
  const reports = JSON.parse(run.stdout) as { name: string; error?: object; output?: string }[];
  return new Map(
    reports.map(({ name, error, output = '' }) => {
      const text = Buffer.from(output, 'base64').toString('utf8').trim();
      const answer = text === '' ? UNDEFINED : JSON.stringify(sortedMembers(JSON.parse(text) as Json));
      return [name.replace('test_', ''), error ? FAILED : answer];
    }),
  );
}

function sortedMembers(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortedMembers);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, inner]) => [name, sortedMembers(inner)]));
}
