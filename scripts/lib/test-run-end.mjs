// What a test run may not leave behind: processes, and its folder with whatever interrupted specs could not remove.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './runtime-node.mjs';
import { endProcessesMarked } from './started-processes.mjs';
import { note } from './steps.mjs';

export async function endRun({ folder, mark }) {
  for (const { pid, command } of endProcessesMarked('WRIT_TEST_RUN', mark))
    note(`ended a process that a test left behind: ${pid} ${command}`);
  const places = join(root, 'dist/src/platform/database/postgres-place.js');
  if (existsSync(places)) {
    const { removePlacesOfHomesIn } = await import(pathToFileURL(places).href);
    removePlacesOfHomesIn(folder);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
