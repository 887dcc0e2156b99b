import type { Plan } from '#libs/policy-engine';
import { policyTool, type ToolWork } from '#libs/policy-tasks';
import { checkPolicy, missedRules, PLAN_DISAGREES, type Finding, type PolicySource } from '#libs/policy-toolchain';
import { parseJson } from '#libs/exact-json';

interface Review {
  readonly source: PolicySource;
  /** As it is stored: JSON text. */
  readonly plan: string;
}

/** What is wrong between a stored plan and OPA itself; null when it could not be found out, for the text is refused today. */
export interface PlanReview {
  readonly findings: readonly Finding[] | null;
}

export const carryOut = policyTool(reviewed);

/** The stored plan has to have a way to every rule, and what the compiler makes of the text now has to hold in its tests. */
async function reviewed({ source, plan }: Review, { options }: ToolWork): Promise<PlanReview> {
  const missed = await missedRules(source.modules, parseJson(plan) as Plan, options.compiler);
  if (missed.ok && missed.findings.length > 0) return { findings: missed.findings };
  const { ok, findings } = await checkPolicy(source, options);
  const disputed = findings.filter(({ code }) => code === PLAN_DISAGREES);
  return { findings: ok || disputed.length > 0 ? disputed : null };
}
