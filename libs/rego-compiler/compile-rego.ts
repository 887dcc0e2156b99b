import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Plan, PlanError, compilePlan } from '#libs/policy-engine';
import { parseJson } from '#libs/exact-json';
import { readFromArchive } from './bundle-archive.js';
import type { CompileError } from './compile-error.js';
import type { CompileLimits } from './limits.js';
import { refusedBy } from './opa-errors.js';
import { buildPlan } from './planning/build-plan.js';
import { type CompilerOptions, LANGUAGE, type OpaWorkspace, inOpaWorkspace } from './opa-workspace.js';
import { checkEntrypoint, type RegoSources } from './request-checks.js';

/** `data` is only checked against the modules, it is not part of the plan. */
export interface CompileRequest extends RegoSources, CompilerOptions {
  /** Slash separated path of the rule to compile, such as `writ/decision`. */
  entrypoint: string;
  /** These modules passed `checkRego` a moment ago, so they are not checked once more. */
  isChecked?: boolean;
}

export type CompileResult =
  | { ok: true; plan: Plan; planBytes: Buffer; digest: string; opaVersion: string }
  | { ok: false; errors: CompileError[] };

/**
 * Checks and compiles Rego v1 to a plan that this engine can run. The same modules always give the same bytes. Policy text that is
 * wrong or too costly is an answer, not an exception; throws only when the disk or the process table fails.
 */
export async function compileRego(request: CompileRequest): Promise<CompileResult> {
  const errors = checkEntrypoint(request.entrypoint);
  if (errors.length > 0) return { ok: false, errors };
  return inOpaWorkspace(request, request, (workspace) => compileIn(workspace, request));
}

function failed(code: string, message: string): CompileResult {
  return { ok: false, errors: [{ code, message }] };
}

/** Side by side, because each is mostly the start of a process; what `check` finds comes first all the same. */
async function compileIn(workspace: OpaWorkspace, { entrypoint, isChecked, modules }: CompileRequest): Promise<CompileResult> {
  const { run, folder, limits, version } = workspace;
  const runs = await Promise.allSettled([
    isChecked ? undefined : run(['check', '--strict', ...LANGUAGE, '--format', 'json', '.']),
    buildPlan(workspace, modules, [entrypoint]),
    version(),
  ]);
  for (const settled of runs) {
    if (settled.status === 'rejected') throw settled.reason;
    const { value } = settled;
    if (typeof value === 'object' && value.code !== 0) return refusedBy(value);
  }
  return readPlan(folder, (runs[2] as PromiseFulfilledResult<string>).value, limits);
}

/** Room in a bundle for its manifest and headers, beside the plan and what went in. */
const BUNDLE_OVERHEAD = 1024 * 1024;

export async function readPlan(folder: string, opaVersion: string, limits: CompileLimits): Promise<CompileResult> {
  const archive = await readFile(join(folder, 'bundle.tar.gz'));
  const tooLarge = failed('PLAN_TOO_LARGE', `the compiled plan has more than ${limits.planBytes} bytes`);
  let planBytes: Buffer | undefined;
  try {
    planBytes = await readFromArchive(archive, 'plan.json', limits.planBytes + 2 * limits.totalBytes + BUNDLE_OVERHEAD);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge;
    throw error;
  }
  if (!planBytes) return failed('COMPILE_FAILED', 'the compiler wrote a bundle without a plan');
  if (planBytes.length > limits.planBytes) return tooLarge;
  const plan = parseJson(planBytes.toString('utf8')) as Plan;
  try {
    compilePlan(plan, {});
  } catch (error) {
    if (error instanceof PlanError) return failed('PLAN_UNSUPPORTED', error.message);
    throw error;
  }
  return { ok: true, plan, planBytes, digest: createHash('sha256').update(planBytes).digest('hex'), opaVersion };
}
