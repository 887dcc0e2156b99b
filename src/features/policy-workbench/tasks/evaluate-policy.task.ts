import {
  compilePlan,
  pathText,
  PolicyEvaluationError,
  type CompiledPolicy,
  type Explanation,
  type Json,
  type Plan,
} from '#libs/policy-engine';
import { buildPolicy, type CheckOptions, type PolicySource } from '#libs/policy-toolchain';
import { compiled, policyTool, type ToolWork } from '#libs/policy-tasks';
import { parseJson } from '#libs/exact-json';
import { findingView } from '../finding-view.js';
import type { PolicyEvaluationView } from '../answers.js';

/** A compiled policy as it is stored: plan and data are JSON text. */
export interface StoredPlan {
  readonly plan: string;
  readonly data: string;
  readonly entrypoint: string;
}

export interface Evaluation {
  readonly policy: PolicySource | StoredPlan;
  readonly input: Json;
}

export const carryOut = policyTool(evaluated);

async function evaluated({ policy, input }: Evaluation, { fuel, options }: ToolWork): Promise<PolicyEvaluationView> {
  const { runnable, entrypoint } = 'plan' in policy ? stored(policy) : await built(policy, options);
  try {
    const { result, explanation } = runnable.evaluate(entrypoint, input, { explain: true, ...(fuel !== undefined && { fuel }) });
    return {
      defined: result !== undefined,
      result: result ?? null,
      explanation: explanation ? explained(explanation) : null,
      error: null,
    };
  } catch (error) {
    if (!(error instanceof PolicyEvaluationError)) throw error;
    const { code, message, location } = error;
    const failure = findingView({ code, severity: 'error', message, ...location });
    return { defined: false, result: null, explanation: null, error: failure };
  }
}

function explained({ fired, failed, reads }: Explanation): NonNullable<PolicyEvaluationView['explanation']> {
  const texts = (root: 'input' | 'data', paths: string[][] = []): string[] => paths.map((path) => pathText(root, path));
  const missing = [...texts('input', reads?.missing.input), ...texts('data', reads?.missing.data)];
  const all = { input: texts('input', reads?.input), data: texts('data', reads?.data) };
  return { fired, failed, reads: { ...all, missing, truncated: reads?.truncated === true } };
}

interface Runnable {
  readonly runnable: CompiledPolicy;
  readonly entrypoint: string;
}

async function built(source: Exclude<Evaluation['policy'], StoredPlan>, options: CheckOptions): Promise<Runnable> {
  const { plan, data, entrypoint } = compiled(await buildPolicy(source, options)).built;
  return { runnable: compilePlan(plan, data), entrypoint };
}

function stored({ plan, data, entrypoint }: StoredPlan): Runnable {
  return { runnable: compilePlan(parseJson(plan) as Plan, parseJson(data) as Json), entrypoint };
}
