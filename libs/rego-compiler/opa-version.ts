import { stat } from 'node:fs/promises';
import { BoundedMap } from '#libs/bounded';
import type { OpaRun } from './opa-process.js';

const UNKNOWN_VERSION = 'unknown';
/** A process asks each compiler once, and again when another binary stands in its place. */
const versions = new BoundedMap<string, string>(16);

/** What the compiler calls itself, such as `0.70.0`; `unknown` when it does not tell. */
export async function versionOf(binary: string, run: (args: readonly string[]) => Promise<OpaRun>): Promise<string> {
  const { ino, size, mtimeMs } = await stat(binary);
  const identity = [binary, ino, size, mtimeMs].join(' ');
  const known = versions.get(identity);
  if (known !== undefined) return known;
  const told = await run(['version']);
  const version = /^Version: (\S+)/m.exec(told.stdout)?.[1];
  if (told.code !== 0 || version === undefined) return UNKNOWN_VERSION;
  versions.set(identity, version);
  return version;
}
