import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Node of this major version among those on the path, without the one that came with the dependencies; undefined when there is none. */
export function otherNode(major: number): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const found = folders.map((folder) => join(folder, 'node')).filter((path) => existsSync(path));
  return found.find((path) => execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith(`v${major}.`));
}
