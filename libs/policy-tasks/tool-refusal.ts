import { PLAN_DISAGREES, type Finding } from '#libs/policy-toolchain';
import { isOverLimit, isWithoutCompiler } from '#libs/rego-compiler';
import type { ToolFailure } from './tool-outcome.js';

/** Ends the work on a task; what becomes of it is told to the caller. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal';
  constructor(
    readonly code: ToolFailure['code'],
    message: string,
    readonly findings: readonly Finding[] = [],
  ) {
    super(message);
  }
}

/** Gives the report back, unless its findings say that nothing was judged: no compiler, or no end. */
export function judged<T extends { readonly findings: readonly Finding[] }>(report: T): T {
  const unavailable = report.findings.find(isWithoutCompiler);
  if (unavailable) throw new ToolRefusal('POLICY_COMPILER_UNAVAILABLE', unavailable.message);
  const costly = report.findings.find(isOverLimit);
  if (costly) throw new ToolRefusal('POLICY_TOO_COSTLY', costly.message, [costly]);
  return report;
}

type Uncompiled = { readonly ok: false; readonly findings: readonly Finding[] };

/** What a tool made of policies that MUST compile for it to make anything of them. */
export function compiled<R extends { readonly ok: true } | Uncompiled>(result: R): Extract<R, { readonly ok: true }> {
  if (result.ok) return result as Extract<R, { readonly ok: true }>;
  const { findings } = judged(result as Uncompiled);
  const disputed = findings.find(({ code }) => code === PLAN_DISAGREES);
  if (disputed) throw new ToolRefusal('POLICY_PLAN_DISAGREES', disputed.message, findings);
  throw new ToolRefusal('POLICY_INVALID', findings[0]?.message ?? 'the policy does not compile', findings);
}
