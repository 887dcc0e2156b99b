import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { EXIT_FAILED, EXIT_OK, usageError } from './exit.js';
import { isHelp, writProgram } from './program.js';
import { errorDocument, errorLines, exitOf, isEnding } from './showing/problem.js';
import { jsonText, shown } from './showing/screen.js';
import { processSurroundings, type Surroundings } from './surroundings.js';
import { refuseUnknown } from './unknown-words.js';

/** Runs one command line; sets the process's exit code. */
export async function main(args: readonly string[], surroundings: Surroundings = processSurroundings()): Promise<void> {
  try {
    refuseLostBytes(args);
    const program = await writProgram(surroundings, args);
    refuseUnknown(program, args);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error, args.includes('--json'), surroundings);
  }
  // Nobody who gets half of an answer may take the exit code of a whole one.
  const fault = await surroundings.out.fault();
  if (!fault) return;
  surroundings.err.write(`OUTPUT_NOT_WRITTEN: the answer could not be written: ${shown(fault.message)}\n`);
  process.exitCode = EXIT_FAILED;
}

/** Node puts U+FFFD for what is not UTF-8: two names would become one. */
function refuseLostBytes(args: readonly string[]): void {
  const lost = args.find((arg) => arg.includes('\ufffd'));
  if (lost !== undefined) throw usageError(`the argument ${lost} is not UTF-8, or holds U+FFFD`);
}

function report(error: unknown, isJson: boolean, { out, err }: Surroundings): number {
  if (isHelp(error)) return EXIT_OK;
  // Commander has said what is wrong already.
  if (error instanceof CommanderError) return EXIT_FAILED;
  if (!isEnding(error)) {
    err.write(`${inspect(error)}\n`);
    return EXIT_FAILED;
  }
  if (isJson) out.write(`${jsonText(errorDocument(error))}\n`);
  else for (const line of errorLines(error)) err.write(`${shown(line)}\n`);
  return exitOf(error);
}
