import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Json, type Plan, PlanError, capabilities, compilePlan } from '#libs/policy-engine';
import { readFromArchive } from './bundle-archive.js';
import { type CompileLimits, DEFAULT_LIMITS } from './limits.js';
import { OpaUnavailable, findOpa } from './opa-binary.js';
import { readErrors } from './opa-errors.js';
import { type OpaRun, runOpa } from './opa-process.js';
import { checkRequest } from './request-checks.js';

export interface CompileRequest {
  /** Rego sources by relative file name, such as `policy.rego` or `writ/tools.rego`. */
  modules: Record<string, string>;
  /** The document under `data`; only checked against the modules, it is not part of the plan. */
  data?: Json;
  /** Slash separated path of the rule to compile, such as `writ/decision`. */
  entrypoint: string;
  limits?: Partial<CompileLimits>;
  /** A binary chosen by the operator (OPA_BIN) instead of the packaged one. */
  opaBin?: string;
}

/**
 * OPA's own codes (rego_parse_error, rego_type_error, ...) or ours: OPA_UNAVAILABLE, OPA_TAMPERED, ENTRYPOINT_INVALID, NO_MODULES,
 * TOO_MANY_MODULES, FILE_NAME_UNSAFE, MODULE_TOO_LARGE, REQUEST_TOO_LARGE, COMPILE_TIME_LIMIT, COMPILE_OUTPUT_LIMIT,
 * COMPILE_MEMORY_LIMIT, COMPILE_FAILED, PLAN_TOO_LARGE, PLAN_UNSUPPORTED. Rows and columns count from 1; column 0 is the end of the line before.
 */
export interface CompileError {
  code: string;
  message: string;
  file?: string;
  row?: number;
  col?: number;
}

export type CompileResult =
  | { ok: true; plan: Plan; planBytes: Buffer; digest: string; opaVersion: string }
  | { ok: false; errors: CompileError[] };

/**
 * Checks and compiles Rego v1 to a plan that this engine can run. The same modules always give the same bytes. Policy text that is
 * wrong or too costly is an answer, not an exception; throws only when the disk or the process table fails.
 */
export async function compileRego(request: CompileRequest): Promise<CompileResult> {
  const limits = { ...DEFAULT_LIMITS, ...request.limits };
  const refused = checkRequest(request, limits);
  if (refused.length > 0) return { ok: false, errors: refused };
  let folder: string | undefined;
  try {
    const binary = await findOpa(request.opaBin);
    folder = await mkdtemp(join(tmpdir(), 'writ-rego-'));
    return await compileIn(folder, binary.path, request, limits);
  } catch (error) {
    if (error instanceof OpaUnavailable) return failed(error.code, error.message);
    throw error;
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

function failed(code: string, message: string): CompileResult {
  return { ok: false, errors: [{ code, message }] };
}

async function compileIn(folder: string, binary: string, request: CompileRequest, limits: CompileLimits): Promise<CompileResult> {
  await writeSources(folder, request);
  const cwd = join(folder, 'policy');
  const deadline = performance.now() + limits.timeMs;
  const run = (args: string[]): Promise<OpaRun> => runOpa(binary, args, cwd, { ...limits, timeMs: deadline - performance.now() });
  const shared = ['--v1-compatible', '--capabilities', '../capabilities.json'];
  const check = await run(['check', '--strict', ...shared, '--format', 'json', '.']);
  if (check.code !== 0) return { ok: false, errors: readErrors(check) };
  const build = await run(['build', ...shared, '-t', 'plan', '-e', request.entrypoint, '-o', '../bundle.tar.gz', '.']);
  if (build.code !== 0) return { ok: false, errors: readErrors(build) };
  const version = await run(['version']);
  if (version.code !== 0) return { ok: false, errors: readErrors(version) };
  return readPlan(folder, /^Version: (\S+)/m.exec(version.stdout)?.[1] ?? 'unknown', limits);
}

async function writeSources(folder: string, request: CompileRequest): Promise<void> {
  const root = join(folder, 'policy');
  await mkdir(root);
  await writeFile(join(folder, 'capabilities.json'), JSON.stringify(capabilities.document()));
  if (request.data !== undefined) await writeFile(join(root, 'data.json'), JSON.stringify(request.data));
  for (const [name, source] of Object.entries(request.modules)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), source, { flag: 'wx' });
  }
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
