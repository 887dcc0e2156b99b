import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders with hand-written source. Specs run with the repository as their working directory. */
const SOURCE_FOLDERS = ['libs', 'src', 'clients', 'migrations', 'test', 'scripts'];
const SKIPPED = new Set(['node_modules', 'dist', 'fixtures']);

/** Paths of all files below `folders`, relative to the repository, in a stable order. */
export function filesIn(folders: readonly string[] = SOURCE_FOLDERS, ends: RegExp = /\.(ts|mjs)$/): string[] {
  return folders.flatMap((folder) => [...walk(folder)]).filter((path) => ends.test(path));
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) yield path;
    else if (!SKIPPED.has(entry.name)) yield* walk(path);
  }
}

/** The features there are: read from disk, so that a new one is never forgotten. */
export function featureNames(): string[] {
  return readdirSync('src/features', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n');
}

/** A list that is committed beside the specs: debts that are allowed to shrink and never to grow. */
export function committed<T>(name: string): T {
  return JSON.parse(readFileSync(join('test/architecture', name), 'utf8')) as T;
}
