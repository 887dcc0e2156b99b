import { readFileSync } from 'node:fs';
import { Command, CommanderError, type Option } from 'commander';
import { addCall } from './commands/call.command.js';
import { addControls } from './commands/controls.command.js';
import { addDecide } from './commands/decide.command.js';
import { addExport } from './commands/export.command.js';
import { addLogin } from './commands/login.command.js';
import { addPolicy } from './policy/policy.command.js';
import { addRun } from './commands/run.command.js';
import { addStatus } from './commands/status.command.js';
import { addTail } from './commands/tail.command.js';
import { addVerify } from './commands/verify.command.js';
import { usageError } from './exit.js';
import { processSurroundings, surround, type Surroundings } from './surroundings.js';

const ENVIRONMENT = `
Environment: WRIT_URL, WRIT_AGENT_KEY, WRIT_CLIENT_SECRET, WRIT_HOME (folder of credentials.json, default ./.writ), NO_COLOR.
Exit codes: 0 done; 1 the answer is no (denied, refused, not good); 2 not done (usage, no connection, nothing to judge).
Whoever reads the output, or stops reading it, has no say in that; output that cannot be written (a full disk) is 2.`;

/** Of the package this file was installed with. */
function versionHere(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

export function writProgram(surroundings: Surroundings = processSurroundings(), args: readonly string[] = []): Command {
  const program = new Command('writ')
    .description('Decide, record and prove what AI agents do.')
    .version(versionHere(), '--version', 'the version of this command')
    .option('--url <url>', 'server (default: WRIT_URL, else the local credentials, else http://127.0.0.1:7420)')
    .option('--json', 'one JSON document, or one per line, on stdout')
    .option('--no-color', 'plain text')
    .addHelpText('after', ENVIRONMENT)
    .showHelpAfterError('(add --help for how to use it)')
    .exitOverride();
  // Before the commands are added: each takes the settings of the program as they are then.
  surround(program, surroundings, args);
  for (const add of [addLogin, addStatus, addDecide, addTail, addRun, addExport, addVerify, addPolicy, addControls, addCall])
    add(program);
  refuseSlips(program, []);
  return program;
}

/**
 * Of two values for one option none is the one that was meant, and an option where a value should be is a forgotten value:
 * commander takes the last, and the option.
 */
function refuseSlips(command: Command, inherited: readonly Option[]): void {
  const known = [...inherited, ...command.options];
  const flags = new Set(known.flatMap(({ long, short }) => [long, short]));
  for (const option of command.options.filter(({ required }) => required)) {
    let isGiven = false;
    command.on(`option:${option.name()}`, (value: string) => {
      if (flags.has(value)) throw usageError(`${option.long} needs a value: ${value} is another option`);
      if (isGiven && !option.variadic) throw usageError(`${option.long} is given twice`);
      isGiven = true;
    });
  }
  for (const inner of command.commands) refuseSlips(inner, known);
}

/** True for --help and the like: commander ends them by throwing too. */
export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}
