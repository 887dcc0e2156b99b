import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, usageError } from './exit.js';

export interface PolicyFolder {
  /** Rego text by file name. */
  readonly modules: Readonly<Record<string, string>>;
  readonly data: unknown;
}

/** Reads `*.rego` (without `*_test.rego`, which are for `opa test`) and `data.json` of one folder. */
export function readPolicyFolder(folder: string): PolicyFolder {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.rego') && !name.endsWith('_test.rego'));
    if (names.length === 0) throw usageError(`${folder} holds no .rego file`);
    const modules = Object.fromEntries(names.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    return { modules, data: readData(join(folder, 'data.json')) };
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('FILE_UNREADABLE', `cannot read ${folder}: ${(cause as Error).message}`, undefined, { cause });
  }
}

function readData(path: string): unknown {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw usageError(`${path} is not JSON`);
  }
}
