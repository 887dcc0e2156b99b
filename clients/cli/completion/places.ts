import type { Command } from 'commander';
import { optionsAt } from '../options-at.js';

/** Where a command line can stand: the words that name a command or a group, and what may come next. */
export interface Place {
  /** Such as `writ policy keys`. */
  readonly path: string;
  readonly words: readonly string[];
  /** Options that take a value. */
  readonly valued: readonly string[];
  /** Options that take none. */
  readonly flags: readonly string[];
}

/** Every place of a program, the program itself first. */
export function placesOf(command: Command, before: readonly string[] = []): Place[] {
  const path = [...before, command.name()];
  const options = optionsAt(command).filter(({ hidden, long }) => !hidden && long);
  const longs = (isValued: boolean): string[] => [
    ...new Set(options.filter(({ required }) => required === isValued).map(({ long }) => long as string)),
  ];
  const place = {
    path: path.join(' '),
    words: command.commands.map((inner) => inner.name()),
    valued: longs(true),
    flags: [...longs(false), '--help'],
  };
  return [place, ...command.commands.flatMap((inner) => placesOf(inner, path))];
}
