import type { Command } from 'commander';
import { placesOf } from '../completion/places.js';
import { completionScript, SHELLS } from '../completion/scripts.js';
import { contextOf } from '../context.js';
import { oneOf } from '../reading/arguments.js';

/** `whole` gives the program with every command, which this one alone is not. */
export function addCompletion(program: Command, whole: () => Promise<Command>): void {
  program
    .command('completion')
    .description('a script for your shell that completes commands and options; source it, as its first lines say')
    .argument('<shell>', SHELLS.join(', '))
    .action(async (text: string, _options: unknown, command: Command) => {
      const context = contextOf(command);
      const shell = oneOf(text, 'shell', SHELLS);
      const script = completionScript(shell, placesOf(await whole()));
      context.answer({ shell, script }, () => script.split('\n'));
    });
}
