import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '#libs/policy-engine';
import { parseJson } from '#libs/exact-json';
import { buildPlan } from '../planning/build-plan.js';
import { readPlan } from '../compile-rego.js';
import { readErrors, refusedBy } from '../opa-errors.js';
import type { OpaRun } from '../opa-process.js';
import { type CompilerOptions, LANGUAGE, type OpaWorkspace, type Refused, inOpaWorkspace } from '../opa-workspace.js';
import type { RegoSources } from '../request-checks.js';
import type { RegoTest } from './rego-test.js';
import { entrypointsOf } from './test-entrypoints.js';

/** Tests as the compiler's interpreter ran them, and the plan in which the engine can run them: test n is entrypoint n. */
export interface TestedRego {
  ok: true;
  tests: RegoTest[];
  /** Those that are only interpreted. */
  asideTests: RegoTest[];
  entrypoints: readonly (string | undefined)[];
  /** Undefined when no test can be run. */
  plan: Plan | undefined;
  opaVersion: string;
}

interface TestOptions extends CompilerOptions {
  /** Regular expression of full names. */
  readonly filter?: string;
  /** The sources passed `checkRego` a moment ago, so they are not checked once more. */
  readonly isChecked?: boolean;
  /** Tests that are only interpreted, by file name; they are seen by no other. */
  readonly aside?: Readonly<Record<string, string>>;
  /** Files whose rules are in the plan although no test may lead to them. */
  readonly everyRuleOf?: readonly string[];
}

/**
 * Runs the tests whose full name matches `filter`, all of them without one, and compiles them. None is not an error here.
 */
export function testRego(sources: RegoSources, options: TestOptions = {}): Promise<TestedRego | Refused> {
  return inOpaWorkspace(sources, options, async (workspace) => {
    const checked = options.isChecked ? undefined : await workspace.run(['check', ...LANGUAGE, '--format', 'json', '.']);
    if (checked && checked.code !== 0) return refusedBy(checked);
    const filter = options.filter === undefined ? [] : [`--run=${options.filter}`];
    const aside = Object.entries(options.aside ?? {}).map(([name, text]) => [join(workspace.policy, name), text] as const);
    for (const [path, text] of aside) await writeFile(path, text);
    const run = await workspace.run(['test', ...LANGUAGE, '--format', 'json', ...filter, '.']);
    for (const [path] of aside) await rm(path);
    const tests = run.stopped ? undefined : readTests(run.stdout);
    return tests ? compileTests(workspace, sources, tests, options) : refusedBy(run);
  });
}

/** Of the plan of a policy and all its tests, in plans of a policy alone: each test that replaces something compiles it anew. */
const TESTS = 8;

async function compileTests(
  workspace: OpaWorkspace,
  { modules }: RegoSources,
  ran: RegoTest[],
  { everyRuleOf = [], aside = {} }: TestOptions,
): Promise<TestedRego | Refused> {
  const { folder, policy, limits, version } = workspace;
  const tests = ran.filter(({ file }) => !Object.hasOwn(aside, file));
  const asideTests = ran.filter(({ file }) => Object.hasOwn(aside, file));
  const { files, entrypoints } = entrypointsOf(tests, modules);
  const opaVersion = await version();
  const named = entrypoints.filter((entrypoint) => entrypoint !== undefined);
  if (named.length === 0) return { ok: true, tests, asideTests, entrypoints, plan: undefined, opaVersion };
  for (const [name, text] of files) await writeFile(join(policy, name), text);
  const packages = packagesIn(everyRuleOf.map((name) => modules[name] ?? ''));
  const build = (wanted: readonly string[]): Promise<OpaRun> =>
    buildPlan(workspace, { ...modules, ...Object.fromEntries(files) }, wanted);
  const whole = packages.length > 0 ? await build([...named, ...packages]) : undefined;
  // A package without rules is no entrypoint.
  const built = whole?.code === 0 || whole?.stopped ? whole : await build(named);
  if (built.code !== 0) return { ok: false, errors: readErrors(built) };
  const read = await readPlan(folder, opaVersion, { ...limits, planBytes: TESTS * limits.planBytes });
  return read.ok ? { ok: true, tests, asideTests, entrypoints, plan: read.plan, opaVersion } : read;
}

function packagesIn(texts: readonly string[]): string[] {
  const named = texts.flatMap((text) => /^[ \t]*package[ \t]+(\w+(?:\.\w+)*)[ \t]*(?:#.*)?\r?$/m.exec(text)?.[1] ?? []);
  return [...new Set(named.map((path) => path.replaceAll('.', '/')))];
}

interface OpaTest {
  location: { file: string; row: number; col?: number };
  package: string;
  name: string;
  fail?: boolean;
  skip?: boolean;
  error?: { code?: string; message?: string } | { code?: string; message?: string }[];
  output?: string;
  sub_results?: object;
}

function readTests(report: string): RegoTest[] | undefined {
  let list: OpaTest[] | null;
  try {
    list = parseJson(report) as OpaTest[] | null;
  } catch {
    return undefined;
  }
  if (list !== null && !Array.isArray(list)) return undefined;
  return (list ?? []).map(readTest);
}

function readTest({ location, package: name, ...test }: OpaTest): RegoTest {
  // What the interpreter could not even ask for is told as a list.
  const message = [test.error].flat()[0]?.message;
  return {
    package: name,
    name: test.name,
    file: location.file,
    row: location.row,
    ...(location.col !== undefined && { col: location.col }),
    outcome: test.error ? 'error' : test.fail ? 'failed' : test.skip ? 'skipped' : 'passed',
    ...(message !== undefined && { message }),
    ...(test.output !== undefined && { output: Buffer.from(test.output, 'base64').toString('utf8') }),
    isRunnable: test.skip !== true && !Array.isArray(test.error),
    hasCases: test.sub_results !== undefined,
  };
}
