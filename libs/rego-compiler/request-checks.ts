import type { Json } from '#libs/policy-engine';
import type { CompileError } from './compile-error.js';
import type { CompileLimits } from './limits.js';

export interface RegoSources {
  /** Rego sources by relative file name, such as `policy.rego` or `writ/tools.rego`. */
  modules: Readonly<Record<string, string>>;
  /** The document under `data`. */
  data?: Json;
}

const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){0,9}$/;
const ENTRYPOINT = /^[A-Za-z_][A-Za-z0-9_]*(?:\/[A-Za-z_][A-Za-z0-9_]*){1,20}$/;

export function checkEntrypoint(entrypoint: string): CompileError[] {
  if (ENTRYPOINT.test(entrypoint)) return [];
  return [error('ENTRYPOINT_INVALID', `not an entrypoint such as writ/decision: ${entrypoint.slice(0, 200)}`)];
}

/** Everything wrong with sources before any of them touches the disk. */
export function checkSources(request: RegoSources, limits: CompileLimits): CompileError[] {
  const names = Object.keys(request.modules);
  const errors: CompileError[] = [];
  if (names.length === 0) errors.push(error('NO_MODULES', 'there is no module to compile'));
  if (names.length > limits.modules)
    errors.push(error('TOO_MANY_MODULES', `${names.length} modules, at most ${limits.modules} are allowed`));
  for (const name of names.slice(0, limits.modules)) errors.push(...checkModule(name, request.modules[name]!, limits));
  return [...errors, ...checkTotal(request, limits), ...checkCollisions(names)];
}

function checkModule(name: string, source: string, limits: CompileLimits): CompileError[] {
  if (!FILE_NAME.test(name) || !name.endsWith('.rego')) {
    return [
      error(
        'FILE_NAME_UNSAFE',
        `module names are relative paths of letters, digits, "_", "-" and "." ending in .rego: ${JSON.stringify(name.slice(0, 200))}`,
      ),
    ];
  }
  const bytes = Buffer.byteLength(source);
  return bytes > limits.moduleBytes
    ? [{ ...error('MODULE_TOO_LARGE', `${bytes} bytes, at most ${limits.moduleBytes} are allowed`), file: name }]
    : [];
}

function checkTotal(request: RegoSources, limits: CompileLimits): CompileError[] {
  const modules = Object.values(request.modules).reduce((sum, source) => sum + Buffer.byteLength(source), 0);
  const total = modules + (request.data === undefined ? 0 : Buffer.byteLength(JSON.stringify(request.data)));
  return total > limits.totalBytes
    ? [error('REQUEST_TOO_LARGE', `${total} bytes in all, at most ${limits.totalBytes} are allowed`)]
    : [];
}

/** Names that some file system would take for one file, or for a file and a folder of the same name. */
function checkCollisions(names: string[]): CompileError[] {
  const seen = new Set<string>();
  const folders = new Set(names.flatMap((name) => ancestors(name.toLowerCase())));
  return names.flatMap((name) => {
    const key = name.toLowerCase();
    const clash = seen.has(key) || folders.has(key);
    seen.add(key);
    return clash
      ? [error('FILE_NAME_UNSAFE', `module names must differ in more than letter case: ${JSON.stringify(name.slice(0, 200))}`)]
      : [];
  });
}

function ancestors(name: string): string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

function error(code: string, message: string): CompileError {
  return { code, message };
}
