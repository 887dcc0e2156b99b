import { existsSync, readFileSync } from 'node:fs';

/** A file that was installed with this command, by its path in the package: bundled or not, in the repository or without it. */
export function installedFile(path: string): URL {
  return new URL(path, packageFolder);
}

/** What package.json says of the package that this command was installed with. */
export function ownPackage(): { readonly name: string; readonly version: string } {
  return JSON.parse(readFileSync(installedFile('package.json'), 'utf8')) as ReturnType<typeof ownPackage>;
}

const packageFolder = folderOfPackage(new URL('./', import.meta.url));

function folderOfPackage(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder;
  const above = new URL('../', folder);
  if (above.href === folder.href) throw new Error('this command was not installed with its package.json');
  return folderOfPackage(above);
}
