import { CLAIM_ENTRYPOINT, neverGiven } from '#libs/policy-proofs';
import { compiled, policyTool, type ToolWork } from '#libs/policy-tasks';
import { buildPolicy } from '#libs/policy-toolchain';

export const carryOut = policyTool(checked);

/** Refused with what is wrong with the module of an invariant, as the check of a policy would be; and what in it can never be so. */
async function checked(
  { modules }: { readonly modules: Record<string, string> },
  { options }: ToolWork,
): Promise<{ readonly never: readonly string[] }> {
  const { plan } = compiled(await buildPolicy({ modules, tests: {}, data: {}, entrypoint: CLAIM_ENTRYPOINT }, options)).built;
  return { never: neverGiven(plan, { schema: options.inputSchema, hasBaseline: true }) };
}
