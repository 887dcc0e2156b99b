import { RE2JS } from 're2js';
import { refuse } from './errors.js';
import { spend, tank } from './fuel.js';

interface Compiled {
  expression: RE2JS;
  /** The evaluation that paid for it last. */
  paidBy: number;
}

/** Compiled patterns, shared by every policy: compiling costs a hundred times what matching does. Oldest out first. */
const compiled = new Map<string, Compiled>();
const CAPACITY = 2_000;

/**
 * The pattern with Go's syntax and RE2's linear time; refuses what RE2 refuses. Every evaluation pays for each of its patterns
 * once, compiled before or not, so that the same input always uses the same fuel.
 */
export function pattern(source: string): RE2JS {
  let known = compiled.get(source);
  if (known === undefined || known.paidBy !== tank.evaluation) spend(1_000 + source.length * 40);
  if (known === undefined) {
    known = { expression: compile(source), paidBy: 0 };
    if (compiled.size >= CAPACITY) compiled.delete(compiled.keys().next().value!);
    compiled.set(source, known);
  }
  known.paidBy = tank.evaluation;
  return known.expression;
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    return refuse(`error parsing regexp: ${(error as Error).message}`);
  }
}

/** Pays for running a pattern over a text: RE2 is linear in the product of both. */
export function spendMatch(source: string, over: string): void {
  spend(4 + ((over.length * (1 + (source.length >>> 4))) >>> 3));
}

export function quotePattern(literal: string): string {
  return literal.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
