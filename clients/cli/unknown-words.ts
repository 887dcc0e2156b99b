import { Command, CommanderError, type Option } from 'commander';
import { optionsAt, standingFor } from './options-at.js';

/**
 * Refuses the first word of a command line that is no command, and the first option that its command does not have, with what may have
 * been meant. Commander would first miss what is required, and takes a word that a group does not know for an argument of the
 * command that the group stands for.
 */
export function refuseUnknown(program: Command, args: readonly string[]): void {
  if (args.includes('--help') || args.includes('-h')) return;
  let at = program;
  let isCommandKnown = false;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] as string;
    if (arg === '--') return;
    if (isOption(arg)) {
      const option = optionNamed(at, arg);
      if (!option) return refuse(at, (probe) => addOptions(probe, at), arg.split('=', 1)[0] as string);
      // Its value may look like anything.
      if (option.required && (arg === option.long || arg === option.short)) i += 1;
    } else if (!isCommandKnown && at.commands.length > 0) {
      const inner = commandNamed(at, arg);
      if (!inner && arg === 'help') return;
      if (inner) at = inner;
      else if (standingFor(at)?.registeredArguments.length) isCommandKnown = true;
      else return refuse(at, (probe) => addCommands(probe, at), arg);
    }
  }
}

/** Commander's own words, from a command that has what may have been meant and is given nothing but what was. */
function refuse(at: Command, fill: (probe: Command) => void, word: string): void {
  const probe = new Command(at.name()).exitOverride().configureOutput({ writeErr: () => undefined });
  fill(probe);
  try {
    probe.parse([word], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    at.error(error.message, { code: error.code });
  }
}

function addCommands(probe: Command, { commands }: Command): void {
  for (const inner of commands) probe.command(inner.name());
}

function addOptions(probe: Command, at: Command): void {
  for (const { long } of optionsAt(at)) if (long !== undefined && long !== null) probe.option(long);
  probe.action(() => undefined);
}

function optionNamed(at: Command, arg: string): Option | undefined {
  const name = arg.startsWith('--') ? arg.split('=', 1)[0] : arg.slice(0, 2);
  return optionsAt(at).find(({ long, short }) => name === long || name === short);
}

/** `-` is a file, and a number is a value. */
function isOption(arg: string): boolean {
  return /^-[^\d]/.test(arg);
}

function commandNamed(at: Command, word: string): Command | undefined {
  return at.commands.find((inner) => inner.name() === word || inner.aliases().includes(word));
}
