import { diffPolicy, type PolicySource } from '#libs/policy-toolchain';
import { compiled, policyTool } from '#libs/policy-tasks';
import type { PolicyDiffView } from '../answers.js';

interface Pair {
  readonly before: PolicySource;
  readonly after: PolicySource;
}

export const carryOut = policyTool(
  async ({ before, after }: Pair, { options }): Promise<PolicyDiffView> =>
    compiled(await diffPolicy(before, after, options)).difference,
);
