import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, usageError } from '../exit.js';

type Json = null | boolean | number | string | Json[] | { [k: string]: Json };

export interface PolicyFolder {
  /** Rego text by file name, without tests. */
  readonly modules: Readonly<Record<string, string>>;
  /** `*_test.rego` by file name: for the toolchain, never sent to a server. */
  readonly tests: Readonly<Record<string, string>>;
  readonly data?: Json;
}

/** Largest file that is read at all; the compiler's own limits are lower. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Reads `*.rego` and `data.json` of one folder; folders inside it are not looked at. */
export function readPolicyFolder(folder: string): PolicyFolder {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.rego') && !name.startsWith('.'));
    const isTest = (name: string): boolean => name.endsWith('_test.rego');
    if (names.every(isTest)) throw usageError(`${folder} holds no .rego file with a policy`);
    const read = (wanted: (name: string) => boolean): Record<string, string> =>
      Object.fromEntries(
        names
          .toSorted()
          .filter(wanted)
          .map((name) => [name, readText(join(folder, name))]),
      );
    const data = readData(join(folder, 'data.json'));
    return { modules: read((name) => !isTest(name)), tests: read(isTest), ...(data !== undefined && { data }) };
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('FILE_UNREADABLE', `cannot read ${folder}: ${(cause as Error).message}`, undefined, { cause });
  }
}

function readText(path: string): string {
  if (statSync(path).size > MAX_BYTES) throw new CommandError('FILE_TOO_LARGE', `${path} has more than ${MAX_BYTES} bytes`);
  return readFileSync(path, 'utf8');
}

/** A JSON document of the user's; throws a usage error that names the file when it is none. */
export function readJsonFile(path: string): Json {
  try {
    return JSON.parse(readText(path)) as Json;
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    if (cause instanceof SyntaxError) throw usageError(`${path} is not JSON: ${cause.message}`);
    throw new CommandError('FILE_UNREADABLE', `cannot read ${path}: ${(cause as Error).message}`, undefined, { cause });
  }
}

function readData(path: string): Json | undefined {
  return existsSync(path) ? readJsonFile(path) : undefined;
}
