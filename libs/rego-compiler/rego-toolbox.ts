import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '#libs/policy-engine';
import type { CompileError } from './compile-error.js';
import { readErrors } from './opa-errors.js';
import {
  type CompilerOptions,
  LANGUAGE,
  type OpaWorkspace,
  type Refused,
  type RegoSources,
  inOpaWorkspace,
} from './opa-workspace.js';
import type { OpaRun } from './opa-process.js';

export type Checked = { ok: true } | Refused;

/** Strict mode, the engine's capabilities and, with a JSON schema of the input, the types of everything read from it. */
export function checkRego(sources: RegoSources, options: CompilerOptions & { inputSchema?: Json } = {}): Promise<Checked> {
  return inOpaWorkspace(sources, options, async (workspace) => {
    const args = ['check', '--strict', ...LANGUAGE, '--format', 'json', '--max-errors', '100'];
    if (options.inputSchema !== undefined) {
      await writeFile(join(workspace.folder, 'input.schema.json'), JSON.stringify(options.inputSchema));
      args.push('--schema', '../input.schema.json');
    }
    const run = await workspace.run([...args, '.']);
    return run.code === 0 ? { ok: true } : refusedBy(run);
  });
}

/** The modules as the standard formatter writes them. */
export function formatRego(
  modules: Readonly<Record<string, string>>,
  options: CompilerOptions = {},
): Promise<{ ok: true; modules: Record<string, string> } | Refused> {
  return inOpaWorkspace({ modules }, options, async (workspace) => {
    const run = await workspace.run(['fmt', '--v1-compatible', '-w', '.']);
    if (run.code !== 0) {
      // The formatter says less about what is wrong than the parser does.
      const parsed = run.stopped ? undefined : await parseAll(workspace, Object.keys(modules));
      return parsed?.ok === false ? parsed : refusedBy(run);
    }
    const formatted: Record<string, string> = {};
    for (const name of Object.keys(modules)) formatted[name] = await readFile(join(workspace.policy, name), 'utf8');
    return { ok: true, modules: formatted };
  });
}

/** Syntax trees by file name, in the form `opa parse` gives them. */
export type ParsedModules = Record<string, Json>;

export function parseRego(
  modules: Readonly<Record<string, string>>,
  options: CompilerOptions = {},
): Promise<{ ok: true; modules: ParsedModules } | Refused> {
  return inOpaWorkspace({ modules }, options, (workspace) => parseAll(workspace, Object.keys(modules)));
}

const PARSE = ['parse', '--v1-compatible', '-f', 'json', '--json-include', 'locations,comments'];
/** A syntax tree is some fifty times the size of its source: every term carries its text. */
const TREE_BYTES = 48 * 1024 * 1024;

async function parseAll(
  workspace: OpaWorkspace,
  names: readonly string[],
): Promise<{ ok: true; modules: ParsedModules } | Refused> {
  const modules: ParsedModules = {};
  const errors: CompileError[] = [];
  for (const name of names) {
    const run = await workspace.run([...PARSE, name], { outputBytes: Math.max(workspace.limits.outputBytes, TREE_BYTES) });
    if (run.code === 0) modules[name] = JSON.parse(run.stdout) as Json;
    else errors.push(...readErrors(run));
    if (run.stopped) break;
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, modules };
}

/** One test as `opa test` reports it. Failing is false or undefined; an error is a run-time error. */
export interface RegoTest {
  package: string;
  name: string;
  file: string;
  row: number;
  outcome: 'passed' | 'failed' | 'skipped' | 'error';
  message?: string;
  /** What the test printed. */
  output?: string;
}

/**
 * Runs the tests whose full name matches the regular expression `filter`; all of them without one. None is not an error here.
 * With `isChecked` the sources passed `checkRego` a moment ago, so they are not checked once more.
 */
export function testRego(
  sources: RegoSources,
  options: CompilerOptions & { filter?: string; isChecked?: boolean } = {},
): Promise<{ ok: true; tests: RegoTest[] } | Refused> {
  return inOpaWorkspace(sources, options, async (workspace) => {
    const checked = options.isChecked ? undefined : await workspace.run(['check', ...LANGUAGE, '--format', 'json', '.']);
    if (checked && checked.code !== 0) return refusedBy(checked);
    const filter = options.filter === undefined ? [] : [`--run=${options.filter}`];
    const run = await workspace.run(['test', ...LANGUAGE, '--format', 'json', ...filter, '.']);
    const tests = run.stopped ? undefined : readTests(run.stdout);
    return tests ? { ok: true, tests } : refusedBy(run);
  });
}

interface OpaTest {
  location: { file: string; row: number };
  package: string;
  name: string;
  fail?: boolean;
  skip?: boolean;
  error?: { code?: string; message?: string };
  output?: string;
}

function readTests(report: string): RegoTest[] | undefined {
  let list: OpaTest[] | null;
  try {
    list = JSON.parse(report) as OpaTest[] | null;
  } catch {
    return undefined;
  }
  if (list !== null && !Array.isArray(list)) return undefined;
  return (list ?? []).map(({ location, package: name, ...test }) => ({
    package: name,
    name: test.name,
    file: location.file,
    row: location.row,
    outcome: test.error ? 'error' : test.fail ? 'failed' : test.skip ? 'skipped' : 'passed',
    ...(test.error?.message !== undefined && { message: test.error.message }),
    ...(test.output !== undefined && { output: Buffer.from(test.output, 'base64').toString('utf8') }),
  }));
}

/** Rows of each file that the tests reached and did not reach, as the compiler counts them. */
export type RegoCoverage = Record<string, { covered: number[]; notCovered: number[] }>;

/** Coverage by the tests; refuses with TESTS_FAILED when a test does not pass, for then it has no meaning. */
export function coverRego(
  sources: RegoSources,
  options: CompilerOptions = {},
): Promise<{ ok: true; files: RegoCoverage } | Refused> {
  return inOpaWorkspace(sources, options, async (workspace) => {
    const run = await workspace.run(['test', ...LANGUAGE, '--coverage', '--format', 'json', '.']);
    if (run.stopped) return refusedBy(run);
    if (run.code !== 0 && FAILED_TEST.test(run.stderr + run.stdout))
      return { ok: false, errors: [{ code: 'TESTS_FAILED', message: 'not every test passes' }] };
    if (run.code !== 0) return refusedBy(run);
    const { files } = JSON.parse(run.stdout) as { files?: Record<string, OpaCoverage> };
    const read = Object.entries(files ?? {}).map(([name, rows]) => [
      name,
      { covered: rowsOf(rows.covered), notCovered: rowsOf(rows.not_covered) },
    ]);
    return { ok: true, files: Object.fromEntries(read) as RegoCoverage };
  });
}

/** How the compiler reports a test that does not pass when it was asked for coverage. */
const FAILED_TEST = /^data\.\S+: (?:FAIL|ERROR) \(/m;

interface RowRange {
  start: { row: number };
  end: { row: number };
}

interface OpaCoverage {
  covered?: RowRange[];
  not_covered?: RowRange[];
}

function rowsOf(ranges: RowRange[] = []): number[] {
  return ranges.flatMap(({ start, end }) => Array.from({ length: end.row - start.row + 1 }, (_, i) => start.row + i));
}

function refusedBy(run: OpaRun): Refused {
  return { ok: false, errors: readErrors(run) };
}
