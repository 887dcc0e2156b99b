import { CLAIM_ENTRYPOINT } from '#libs/policy-proofs';
import { compiled, policyTool, type ToolWork } from '#libs/policy-tasks';
import { buildPolicy } from '#libs/policy-toolchain';

export const carryOut = policyTool(checked);

/** Refused with what is wrong with the module of an invariant, as the check of a policy would be. */
async function checked({ modules }: { readonly modules: Record<string, string> }, { options }: ToolWork): Promise<{ ok: true }> {
  compiled(await buildPolicy({ modules, tests: {}, data: {}, entrypoint: CLAIM_ENTRYPOINT }, options));
  return { ok: true };
}
