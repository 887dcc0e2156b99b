import type { Command } from 'commander';
import { outputTo, type Output } from './showing/output.js';

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

/** Gives a program, with all of its commands, its surroundings. */
export function surround(program: Command, surroundings: Surroundings): void {
  known.set(program, surroundings);
  program.configureOutput({
    writeOut: (text) => surroundings.out.write(text),
    writeErr: (text) => surroundings.err.write(text),
  });
}

/** Of the program that `command` belongs to. */
export function surroundingsOf(command: Command): Surroundings {
  for (let at: Command | null = command; at; at = at.parent) {
    const found = known.get(at);
    if (found) return found;
  }
  throw new TypeError('a command outside of a program');
}
