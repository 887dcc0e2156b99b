import { CommanderError } from 'commander';
import { EXIT_FAILED, EXIT_OK } from './exit.js';
import { errorDocument, errorLines, exitOf, isEnding } from './showing/problem.js';
import { isHelp, writProgram } from './program.js';
import { shown } from './showing/screen.js';

/** Runs one command line; sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  // `writ tail | head` closes our stdout; that is a normal end.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT_OK : EXIT_FAILED));
  try {
    await writProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error, args.includes('--json'));
  }
}

function report(error: unknown, isJson: boolean): number {
  if (isHelp(error)) return EXIT_OK;
  // Commander has said what is wrong already.
  if (error instanceof CommanderError) return EXIT_FAILED;
  if (!isEnding(error)) {
    console.error(error);
    return EXIT_FAILED;
  }
  if (isJson) console.log(JSON.stringify(errorDocument(error)));
  else for (const line of errorLines(error)) console.error(shown(line));
  return exitOf(error);
}
