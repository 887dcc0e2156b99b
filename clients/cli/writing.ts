import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError } from './exit.js';
import { systemReason } from './reading/system-reason.js';

/** Writes a file of the user's, in a folder that is made when it is missing. Throws CommandError. */
export function writeText(path: string, text: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    throw new CommandError('FILE_UNWRITABLE', `cannot write ${path}: ${systemReason(cause)}`, undefined, { cause });
  }
}
