import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Plan, PlanError, compilePlan } from '#libs/policy-engine';
import { readFromArchive } from './bundle-archive.js';
import type { CompileError } from './compile-error.js';
import type { CompileLimits } from './limits.js';
import { readErrors } from './opa-errors.js';
import { type CompilerOptions, LANGUAGE, type OpaWorkspace, type RegoSources, inOpaWorkspace } from './opa-workspace.js';
import { checkEntrypoint } from './request-checks.js';

/** `data` is only checked against the modules, it is not part of the plan. */
export interface CompileRequest extends RegoSources, CompilerOptions {
  /** Slash separated path of the rule to compile, such as `writ/decision`. */
  entrypoint: string;
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
  return inOpaWorkspace(request, request, (workspace) => compileIn(workspace, request.entrypoint));
}

function failed(code: string, message: string): CompileResult {
  return { ok: false, errors: [{ code, message }] };
}

/** Side by side, because each is mostly the start of a process; what `check` finds comes first all the same. */
async function compileIn({ run, folder, limits }: OpaWorkspace, entrypoint: string): Promise<CompileResult> {
  const runs = await Promise.allSettled([
    run(['check', '--strict', ...LANGUAGE, '--format', 'json', '.']),
    run(['build', ...LANGUAGE, '-t', 'plan', '-e', entrypoint, '-o', '../bundle.tar.gz', '.']),
    run(['version']),
  ]);
  for (const settled of runs) {
    if (settled.status === 'rejected') throw settled.reason;
    if (settled.value.code !== 0) return { ok: false, errors: readErrors(settled.value) };
  }
  const version = runs[2].status === 'fulfilled' ? runs[2].value.stdout : '';
  return readPlan(folder, /^Version: (\S+)/m.exec(version)?.[1] ?? 'unknown', limits);
}

/** Room in a bundle for its manifest and headers, beside the plan and what went in. */
const BUNDLE_OVERHEAD = 1024 * 1024;

async function readPlan(folder: string, opaVersion: string, limits: CompileLimits): Promise<CompileResult> {
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
  const plan = JSON.parse(planBytes.toString('utf8')) as Plan;
  try {
    compilePlan(plan, {});
  } catch (error) {
    if (error instanceof PlanError) return failed('PLAN_UNSUPPORTED', error.message);
    throw error;
  }
  return { ok: true, plan, planBytes, digest: createHash('sha256').update(planBytes).digest('hex'), opaVersion };
}
