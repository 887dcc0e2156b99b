import { join } from 'node:path';
import type { Json } from '#libs/policy-engine';
import { type CompileError, type CompilerOptions, inOpaWorkspace, LANGUAGE, readErrors } from '#libs/rego-compiler';
import { PLAN_DISAGREES, type TestReport, testPolicy } from '#libs/policy-toolchain';
import { type Compiler, inNewSyntax } from './new-syntax.js';
import { type RegoPackage, readPackage } from './read-package.js';

export interface PackageRun {
  readonly tests: number;
  /** Those that hold on the plan. */
  readonly holding: number;
  /** Tests on which plan and evaluation do not agree, each with its place and both answers. */
  readonly disagreements: readonly string[];
  /** Why a file was not part of it. */
  readonly leftOut: ReadonlyMap<string, string>;
}

const MIB = 1024 * 1024;
const LIMITS = {
  timeMs: 300_000,
  outputBytes: 64 * MIB,
  planBytes: 64 * MIB,
  memoryBytes: 12_288 * MIB,
  modules: 5_000,
  moduleBytes: 8 * MIB,
  totalBytes: 256 * MIB,
};
const MOST_ROUNDS = 20;
/** Where so much of a package is good as a whole, it is one. */
const NEARLY_ALL = 0.9;
const NOTHING: PackageRun = { tests: 0, holding: 0, disagreements: [], leftOut: new Map() };

/**
 * The tests of a package in the engine, on the compiler's plan, and in OPA's own evaluation. Files that the compiler does not take
 * are left out, and so is what does not compile without them. A folder in which not all of it holds may be many policies side by
 * side: it is taken whole or folder by folder, as more tests hold.
 */
export async function runPackage(folder: string, compiler: Compiler): Promise<PackageRun> {
  const { modules, data, folders } = readPackage(folder);
  if (!hasTests(modules)) return NOTHING;
  const whole = await runWhole(folder, inNewSyntax(modules, compiler), data, compiler);
  const files = Object.keys(modules).length;
  const isMostOfIt = whole.tests > 0 && whole.holding >= NEARLY_ALL * whole.tests;
  if (isMostOfIt && whole.leftOut.size <= (1 - NEARLY_ALL) * files) return whole;
  const parts: PackageRun[] = [];
  for (const beneath of folders) parts.push(await runPackage(beneath, compiler));
  const apart = parts.reduce(together, NOTHING);
  return apart.holding > whole.holding ? apart : whole;
}

function together(one: PackageRun, other: PackageRun): PackageRun {
  return {
    tests: one.tests + other.tests,
    holding: one.holding + other.holding,
    disagreements: [...one.disagreements, ...other.disagreements],
    leftOut: new Map([...one.leftOut, ...other.leftOut]),
  };
}

function hasTests(modules: RegoPackage['modules']): boolean {
  return Object.values(modules).some((text) => /^\s*test_/m.test(text));
}

async function runWhole(folder: string, modules: Record<string, string>, data: Json, compiler: Compiler): Promise<PackageRun> {
  const leftOut = new Map<string, string>();
  const options = { opaBin: compiler.binary, limits: LIMITS };
  for (let round = 0; round < MOST_ROUNDS && hasTests(modules); round += 1) {
    const checked = await errorsIn(modules, data, options);
    const report =
      checked.length > 0 ? undefined : await testPolicy({ modules: {}, tests: modules, data }, { compiler: options });
    if (report && report.tests.length > 0) return { ...told(folder, report), leftOut };
    // What is interpreted may still be no plan.
    const errors: readonly Complaint[] = report?.findings ?? checked;
    const blamed = errors.filter(({ file }) => file !== undefined && Object.hasOwn(modules, file));
    if (blamed.length === 0) leftOut.set(folder, `${errors[0]?.code}: ${errors[0]?.message}`);
    if (blamed.length === 0) break;
    for (const { file = '', code, message } of blamed) {
      leftOut.set(join(folder, file), `${code}: ${message}`);
      delete modules[file];
    }
  }
  return { ...NOTHING, leftOut };
}

type Complaint = Pick<CompileError, 'code' | 'message' | 'file'>;

/** All of them at once, where the toolchain stops after a few. */
async function errorsIn(modules: Record<string, string>, data: Json, options: CompilerOptions): Promise<CompileError[]> {
  const checked = await inOpaWorkspace({ modules, data }, options, async ({ run }) => ({
    ok: true as const,
    run: await run(['check', ...LANGUAGE, '--max-errors', '100000', '--format', 'json', '.']),
  }));
  if (!checked.ok) return checked.errors;
  return checked.run.code === 0 ? [] : readErrors(checked.run);
}

function told(folder: string, { tests, findings }: TestReport): Omit<PackageRun, 'leftOut'> {
  const disagreements = findings.filter(({ code }) => code === PLAN_DISAGREES);
  return {
    tests: tests.length,
    holding: tests.filter(({ outcome }) => outcome === 'passed').length,
    disagreements: disagreements.map(({ message, file, row }) => `${join(folder, file ?? '')}:${row} ${message}`),
  };
}
