import { existsSync } from 'node:fs';

/** A file that was installed with this command, by its path in the package: bundled or not, in the repository or without it. */
export function installedFile(path: string): URL {
  return new URL(path, packageFolder);
}

const packageFolder = folderOfPackage(new URL('./', import.meta.url));

function folderOfPackage(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder;
  const above = new URL('../', folder);
  if (above.href === folder.href) throw new Error('this command was not installed with its package.json');
  return folderOfPackage(above);
}
