import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What answers come from: the engine, and what compares it with OPA. */
const FOLDERS = ['libs/policy-engine', 'libs/policy-toolchain/trial', 'libs/rego-compiler'];
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

let known: Promise<string> | undefined;

/** A name for the engine as this process has it: another one as soon as its code is another. */
export function engineBuild(): Promise<string> {
  return (known ??= digestOf(FOLDERS.map((folder) => join(ROOT, folder))));
}

async function digestOf(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = await readdir(folder, { recursive: true });
    for (const name of names.filter((one) => one.endsWith('.js') && !one.includes('.spec.')).toSorted())
      hash.update(`${name}\0`).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
