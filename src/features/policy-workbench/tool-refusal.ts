import type { Finding } from '#libs/policy-toolchain';
import { DEFAULT_LIMITS, type CompilerOptions } from '#libs/rego-compiler';
import { monotonicMs, type ToolOrder, type ToolOutcome } from './tool-tasks.js';

type Refused = Extract<ToolOutcome, { ok: false }>;

/** Ends the work on a task; what becomes of it is told to the caller. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal';
  constructor(
    readonly code: Refused['code'],
    message: string,
    readonly findings: readonly Finding[] = [],
  ) {
    super(message);
  }
}

const UNAVAILABLE = new Set(['OPA_UNAVAILABLE', 'OPA_TAMPERED']);
const COSTLY = new Set(['COMPILE_TIME_LIMIT', 'COMPILE_MEMORY_LIMIT', 'COMPILE_OUTPUT_LIMIT']);

/** Gives the report back, unless its findings say that nothing was judged: no compiler, or no end. */
export function judged<T extends { readonly findings: readonly Finding[] }>(report: T): T {
  const unavailable = report.findings.find(({ code }) => UNAVAILABLE.has(code));
  if (unavailable) throw new ToolRefusal('POLICY_COMPILER_UNAVAILABLE', unavailable.message);
  const costly = report.findings.find(({ code }) => COSTLY.has(code));
  if (costly) throw new ToolRefusal('POLICY_TOO_COSTLY', costly.message, [costly]);
  return report;
}

type Uncompiled = { readonly ok: false; readonly findings: readonly Finding[] };

/** What a tool made of policies that MUST compile for it to make anything of them. */
export function compiled<R extends { readonly ok: true } | Uncompiled>(result: R): Extract<R, { readonly ok: true }> {
  if (result.ok) return result as Extract<R, { readonly ok: true }>;
  const { findings } = judged(result as Uncompiled);
  throw new ToolRefusal('POLICY_INVALID', findings[0]?.message ?? 'the policy does not compile', findings);
}

/** A run of the compiler that has less time than this, in milliseconds, comes to nothing. */
const LEAST_RUN_MS = 250;

/** Compiler options under which every run of the compiler ends before the task has to. One that would begin too late is not begun. */
export function compilerWithin({ compileUntil, opaBin }: Pick<ToolOrder, 'compileUntil' | 'opaBin'>): CompilerOptions {
  const limits = {
    get timeMs(): number {
      const left = compileUntil - monotonicMs();
      if (left < LEAST_RUN_MS) throw new ToolRefusal('POLICY_TOO_COSTLY', 'the policy took too long');
      return Math.min(DEFAULT_LIMITS.timeMs, left);
    },
  };
  return { limits, ...(opaBin !== undefined && { opaBin }) };
}
