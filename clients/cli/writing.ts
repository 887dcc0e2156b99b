import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError } from './exit.js';
import { systemReason } from './reading/system-reason.js';

/** Of commands that write where they are told to. */
export const FORCE = ['--force', 'overwrite what is there'] as const;
export interface Forced {
  readonly force?: boolean;
}

/** Writes a file of the user's over whatever is there, in a folder that is made when it is missing. Throws CommandError. */
export function writeText(path: string, text: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    throw new CommandError('FILE_UNWRITABLE', `cannot write ${path}: ${systemReason(cause)}`, undefined, { cause });
  }
}

/** As `writeText`; nothing at all is written where one of the files is there with something else in it, unless that is forced. */
export function writeNew(
  files: readonly (readonly [path: string, text: string | Uint8Array])[],
  { force = false }: Forced,
): void {
  const other = force ? undefined : files.find(([path, text]) => existsSync(path) && !holds(path, text));
  if (other) throw fileExists(other[0]);
  for (const [path, text] of files) writeText(path, text);
}

/** For commands that take long before they know what to write. */
export function refuseExisting(path: string, { force = false }: Forced): void {
  if (!force && existsSync(path)) throw new CommandError('FILE_EXISTS', `${path} is there already; --force overwrites it`);
}

function fileExists(path: string): CommandError {
  return new CommandError('FILE_EXISTS', `${path} is there already, with something else in it; --force overwrites it`);
}

function holds(path: string, text: string | Uint8Array): boolean {
  try {
    return readFileSync(path).equals(Buffer.from(text));
  } catch {
    return false;
  }
}
