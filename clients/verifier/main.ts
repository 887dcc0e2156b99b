import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COULD_NOT_VERIFY, verifierCommand } from './command.js';
import { isStretchThread, serveStretches } from './threads/stretch-thread.js';

// Bundled into one file, writ-verify.mjs, which may be imported, too.
export { judgementOf, resultLines, verifyExport } from '#libs/evidence';

const started = process.argv[1];
// Threads start with this same file.
if (isStretchThread()) serveStretches();
else if (started !== undefined && existsSync(started) && realpathSync(started) === fileURLToPath(import.meta.url)) await main();

async function main(): Promise<void> {
  let isLost = false;
  // Who stops reading has no say in the exit status; an answer that cannot be written is none.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    isLost ||= code !== 'EPIPE';
    if (isLost) process.exitCode = COULD_NOT_VERIFY;
  });
  process.stderr.on('error', () => undefined);
  try {
    const status = await verifierCommand(process.argv.slice(2), process.stdout, process.stderr, new URL(import.meta.url));
    if (!isLost) process.exitCode = status;
  } catch (error) {
    // A fault is no answer: 1 would say "bad".
    console.error(error);
    process.exitCode = COULD_NOT_VERIFY;
  }
}
