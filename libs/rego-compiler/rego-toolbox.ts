import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '#libs/policy-engine';
import type { CompileError } from './compile-error.js';
import { readErrors, refusedBy } from './opa-errors.js';
import { type CompilerOptions, LANGUAGE, type OpaWorkspace, type Refused, inOpaWorkspace } from './opa-workspace.js';
import type { RegoSources } from './request-checks.js';

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
