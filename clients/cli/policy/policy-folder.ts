import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '#libs/event-sourcing';
import { CommandError, usageError } from '../exit.js';
import { readJsonFile, readText } from '../reading/text-file.js';
import { systemReason } from '../reading/system-reason.js';

export interface PolicyFolder {
  /** Rego text by file name, without tests. */
  readonly modules: Readonly<Record<string, string>>;
  /** `*_test.rego` by file name: for the toolchain, never sent to a server. */
  readonly tests: Readonly<Record<string, string>>;
  readonly data?: Json;
}

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
    if ((cause as NodeJS.ErrnoException).code === 'ENOTDIR') throw usageError(`${folder} is a file: name the folder it is in`);
    throw new CommandError('FILE_UNREADABLE', `cannot read ${folder}: ${systemReason(cause)}`, undefined, { cause });
  }
}

function readData(path: string): Json | undefined {
  return existsSync(path) ? readJsonFile(path, { largeWholeNumbers: true }) : undefined;
}
