import { renameSync } from 'node:fs';

/** A reader, or a second build at the same time, sees the old file or the new one and never half of one. */
export function writeWhole(path, write) {
  const unfinished = `${path}.${process.pid}.tmp`;
  write(unfinished);
  renameSync(unfinished, path);
}
