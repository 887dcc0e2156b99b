import type { Refusal } from '#libs/event-sourcing';
import type { InputOf } from '#libs/operations';
import { splitTests } from '#libs/policy-toolchain';
import type { EvaluatePolicy } from './operations.js';
import type { StoredPolicies } from './stored-policies.js';
import type { Evaluation } from './tasks/evaluate-policy.task.js';

/** What is to be evaluated. A stored revision is asked as it decides: by its stored plan, without the compiler. */
export async function evaluable(
  stored: StoredPolicies,
  tenant: string,
  { modules, data, entrypoint, policy, revision }: InputOf<typeof EvaluatePolicy>,
): Promise<Evaluation['policy'] | Refusal> {
  if (policy !== undefined && revision !== undefined) return stored.plan(tenant, policy, revision);
  const { tests: _, ...deployed } = splitTests(modules ?? {});
  return { ...deployed, tests: {}, data: data ?? {}, ...(entrypoint !== undefined && { entrypoint }) };
}
