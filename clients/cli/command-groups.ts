import type { Command } from 'commander';

/** Commands that are loaded together. What a command needs is most of what starting one costs. */
export interface CommandGroup {
  /** The commands that `load` brings; those of groups without the named one are not loaded. */
  readonly names: readonly string[];
  load(): Promise<(to: Command, words: readonly string[]) => void | Promise<void>>;
}

/** Adds the group whose command the first word names, or all of them when it names none: help and slips need to know every one. */
export async function addGroups(to: Command, groups: readonly CommandGroup[], words: readonly string[]): Promise<void> {
  const [first, ...rest] = words;
  const named = groups.filter(({ names }) => first !== undefined && names.includes(first));
  for (const { load } of named.length > 0 ? named : groups) {
    const add = await load();
    await add(to, rest);
  }
}

/** The words of a command line that may name a command: those before the first option that is not one of the program's own. */
export function commandWords(args: readonly string[]): string[] {
  const words: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (arg === '--url' || arg === '--profile') i += 1;
    else if (arg === '--json' || arg === '--no-color' || /^--(?:url|profile)=/.test(arg)) continue;
    else if (arg.startsWith('-')) break;
    else words.push(arg);
  }
  return words;
}
