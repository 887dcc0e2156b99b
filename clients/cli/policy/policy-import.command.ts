import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { type ImportedPolicy, type ResolveFile, type YamlFile, MAX_FILE_BYTES, importYamlRules } from '#libs/yaml-rules';
import { contextOf } from '../context.js';
import { CommandError, EXIT_NEGATIVE, usageError } from '../exit.js';
import { encodingProblem } from '../reading/text-file.js';
import { findingLines } from './policy-findings.js';
import { SOURCE_MAP_FILE, sourceMapText } from './policy-source-map.js';
import { shown } from '../showing/screen.js';
import { shellWord } from '../showing/shell-word.js';
import { WRIT } from '../started-as.js';
import { systemReason } from '../reading/system-reason.js';

export function addPolicyImport(policy: Command): void {
  policy
    .command('import')
    .description(
      'make a policy folder from rules in YAML; /docs/guides/how-to/import-yaml-rules of a server says what becomes of each field',
    )
    .argument('<rules.yaml>', 'rule file; what it extends must be below its folder')
    .argument('[folder]', "folder to make; must be new or empty (default: the file's name)")
    .action((path: string, folder: string | undefined, _options: unknown, command: Command) => {
      const context = contextOf(command);
      const { root, file } = startOf(path);
      const target = folder ?? basename(path, extname(path));
      const imported = importYamlRules(file, { resolve: below(root) });
      const place = { folder: dirname(path), files: imported.files };
      if (!imported.ok) {
        const { findings } = imported;
        context.answer({ ok: false, findings }, () => findingLines(context.screen, place, findings));
        process.exitCode = EXIT_NEGATIVE;
        return;
      }
      const names = write(target, imported);
      const { warnings, sourceMap } = imported;
      const rules = new Set(sourceMap.map(({ rule }) => rule)).size;
      context.answer({ ok: true, folder: target, files: names, rules, warnings }, () => [
        ...findingLines(context.screen, place, warnings),
        ...names.map((name) => shown(join(target, name))),
        `${rules} rules imported; next: ${WRIT} policy lint ${shellWord(target)}`,
      ]);
    });
}

/** The first file, under its real name, and the folder that nothing outside of is read from. */
function startOf(path: string): { root: string; file: YamlFile } {
  try {
    const real = realpathSync(path);
    const root = dirname(real);
    const file = readYamlFile(root, real);
    if ('refused' in file) throw usageError(file.refused);
    return { root, file };
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('FILE_UNREADABLE', `cannot read ${path}: ${systemReason(cause)}`, undefined, { cause });
  }
}

/** Follows `extends` from a file to one below the folder, never out of it, not by a link either. */
function below(root: string): ResolveFile {
  return (path, from) => {
    if (/^([/\\~]|[A-Za-z]:)/.test(path)) return { refused: `${path} must be a path relative to ${from}` };
    try {
      const real = realpathSync(resolve(root, dirname(from), path));
      if (!real.startsWith(root.endsWith(sep) ? root : root + sep))
        return { refused: `${path} leads out of the folder of the rules` };
      return readYamlFile(root, real);
    } catch (error) {
      return { refused: `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}` };
    }
  };
}

function readYamlFile(root: string, path: string): YamlFile | { refused: string } {
  const file = relative(root, path).split(sep).join('/');
  if (!/\.ya?ml$/.test(file)) return { refused: `${file} must end in .yaml or .yml` };
  const found = statSync(path);
  if (!found.isFile()) return { refused: `${file} is no file` };
  if (found.size > MAX_FILE_BYTES) return { refused: `${file} has more than ${MAX_FILE_BYTES} bytes` };
  const bytes = readFileSync(path);
  const problem = encodingProblem(bytes);
  return problem === undefined ? { file, text: bytes.toString('utf8') } : { refused: `${file} ${problem}` };
}

/** Names of what was written: the policy, its tests, the source map and the YAML it was made from. */
function write(folder: string, { modules, tests, sourceMap, files }: ImportedPolicy): string[] {
  const written = { ...modules, ...tests, [SOURCE_MAP_FILE]: sourceMapText(modules, sourceMap), ...files };
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0) throw usageError(`${folder} is not empty`);
    for (const [name, text] of Object.entries(written)) {
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      writeFileSync(join(folder, name), text, { flag: 'wx' });
    }
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('FILE_UNWRITABLE', `cannot write ${folder}: ${systemReason(cause)}`, undefined, { cause });
  }
  return Object.keys(written).sort();
}
