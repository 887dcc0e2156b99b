import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { capabilities } from '#libs/policy-engine';
import { OUT_OF_TIME, type CompileError } from './compile-error.js';
import { type CompileLimits, DEFAULT_LIMITS } from './limits.js';
import { OpaUnavailable, findOpa } from './opa-binary.js';
import { type OpaRun, runOpa } from './opa-process.js';
import { versionOf } from './opa-version.js';
import { checkSources, type RegoSources } from './request-checks.js';

export interface CompilerOptions {
  limits?: Partial<CompileLimits>;
  /** A binary chosen by the operator (OPA_BIN) instead of the packaged one. */
  opaBin?: string;
  /** Of `sealedOpa` in another process, one that looks at no policy text. */
  opaSeal?: string;
  /** Milliseconds that whoever asks has left; asked before each piece of work, which ends by then or is not begun. */
  timeLeft?: () => number;
}

/** A folder of its own in which the compiler may be run; gone when the work is done. Module files lie in `policy`. */
export interface OpaWorkspace {
  readonly folder: string;
  readonly binary: string;
  readonly policy: string;
  readonly limits: Readonly<CompileLimits>;
  /** Runs the compiler in `policy`, or where it is told. All runs of one workspace share one time limit. */
  run(args: readonly string[], otherwise?: { outputBytes?: number; place?: string }): Promise<OpaRun>;
  /** Of the compiler; asked for once in a process. */
  version(): Promise<string>;
}

/** Rego v1, and only what this engine has: no network, no clock, no randomness. */
export const LANGUAGE = ['--v1-compatible', '--capabilities', '../capabilities.json'] as const;

/** A run that has less time than this, in milliseconds, comes to nothing. */
const LEAST_RUN_MS = 250;

export type Refused = { ok: false; errors: CompileError[] };

/**
 * Writes sources to a temporary folder and does `work` there. Sources that are unsafe or too large and a missing compiler are
 * answers; throws only when the disk or the process table fails, or `work` throws.
 */
export async function inOpaWorkspace<T>(
  sources: RegoSources,
  options: CompilerOptions,
  work: (workspace: OpaWorkspace) => Promise<T>,
): Promise<T | Refused> {
  const timeLeft = options.timeLeft?.() ?? Number.POSITIVE_INFINITY;
  if (timeLeft < LEAST_RUN_MS) return { ok: false, errors: [OUT_OF_TIME] };
  const allowed = { ...DEFAULT_LIMITS, ...options.limits };
  const limits = { ...allowed, timeMs: Math.min(allowed.timeMs, timeLeft) };
  const errors = checkSources(sources, limits);
  if (errors.length > 0) return { ok: false, errors };
  let folder: string | undefined;
  try {
    const binary = await findOpa(options.opaBin, options.opaSeal);
    folder = await mkdtemp(join(tmpdir(), 'writ-rego-'));
    await writeSources(folder, sources);
    const policy = join(folder, 'policy');
    const deadline = performance.now() + limits.timeMs;
    const run: OpaWorkspace['run'] = (args, { place = policy, ...allowed } = {}) =>
      runOpa(binary.path, [...args], place, { ...limits, ...allowed, timeMs: deadline - performance.now() });
    const version = (): Promise<string> => versionOf(binary.path, run);
    return await work({ folder, binary: binary.path, policy, limits, run, version });
  } catch (error) {
    if (error instanceof OpaUnavailable) return { ok: false, errors: [{ code: error.code, message: error.message }] };
    throw error;
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

async function writeSources(folder: string, { modules, data }: RegoSources): Promise<void> {
  const root = join(folder, 'policy');
  await mkdir(root);
  await writeFile(join(folder, 'capabilities.json'), JSON.stringify(capabilities.document()));
  if (data !== undefined) await writeFile(join(root, 'data.json'), JSON.stringify(data));
  for (const [name, source] of Object.entries(modules)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), source, { flag: 'wx' });
  }
}
