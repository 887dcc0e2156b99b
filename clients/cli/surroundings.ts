import type { Command } from 'commander';
import { outputTo, type Output } from './showing/output.js';
import { shown } from './showing/screen.js';

/** Where a command line runs: what it writes to, and the environment it reads. */
export interface Surroundings {
  /** Results. */
  readonly out: Output;
  /** Everything else: progress, notes, why nothing came of it. */
  readonly err: Output;
  readonly env: NodeJS.ProcessEnv;
}

export function processSurroundings(): Surroundings {
  return { out: outputTo(process.stdout, 1), err: outputTo(process.stderr, 2), env: process.env };
}

const known = new WeakMap<Command, Surroundings>();

/** Gives a program, with all of its commands, its surroundings. What commander says of `args` repeats them as they are. */
export function surround(program: Command, surroundings: Surroundings, args: readonly string[]): void {
  known.set(program, surroundings);
  program.configureOutput({
    writeOut: (text) => surroundings.out.write(text),
    writeErr: (text) => surroundings.err.write(text),
    outputError: (text, write) => write(inLines(text, args)),
  });
}

/** Lines of commander's own, in which no argument makes one more. */
function inLines(text: string, args: readonly string[]): string {
  const broken = args.filter((arg) => arg.includes('\n'));
  const whole = broken.reduce((said, arg) => said.replaceAll(arg, shown(arg)), text);
  return whole.split('\n').map(shown).join('\n');
}

/** Of the program that `command` belongs to. */
export function surroundingsOf(command: Command): Surroundings {
  for (let at: Command | null = command; at; at = at.parent) {
    const found = known.get(at);
    if (found) return found;
  }
  throw new TypeError('a command outside of a program');
}
