import type { Command, Option } from 'commander';

const standing = new WeakMap<Command, Command>();

/** Says which command a group stands for when none is named: what is given to the group is that one's. */
export function standsFor(group: Command, command: Command): void {
  standing.set(group, command);
}

export function standingFor(group: Command): Command | undefined {
  return standing.get(group);
}

/** What may be given where a command is named: its own options, those around it, and those of what it stands for. */
export function optionsAt(command: Command): Option[] {
  const around: Option[] = [];
  for (let at: Command | null = command; at; at = at.parent) around.push(...at.options);
  return [...around, ...(standing.get(command)?.options ?? [])];
}
