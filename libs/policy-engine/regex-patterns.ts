import { type Matcher, RE2JS } from 're2js';
import { refuse } from './errors.js';
import { spend, tank } from './fuel.js';

interface Compiled {
  expression: RE2JS;
  /** Instructions of the compiled program: what the work of matching grows with. */
  size: number;
  /** The evaluation that paid for it last. */
  paidBy: number;
}

/** Compiled patterns, shared by every policy: compiling costs a hundred times what matching does. Oldest out first. */
const compiled = new Map<string, Compiled>();
const CAPACITY = 2_000;
const MAX_SOURCE = 10_000;

/**
 * The pattern with Go's syntax and RE2's linear time; refuses what RE2 refuses. Every evaluation pays for each of its patterns
 * once, compiled before or not, so that the same input always uses the same fuel.
 */
function prepared(source: string): Compiled {
  let known = compiled.get(source);
  if (known === undefined) {
    const expression = compile(source);
    known = { expression, size: expression.programSize(), paidBy: -1 };
    if (compiled.size >= CAPACITY) compiled.delete(compiled.keys().next().value!);
    compiled.set(source, known);
  }
  if (known.paidBy !== tank.evaluation) spend(600 + source.length + known.size * 40);
  known.paidBy = tank.evaluation;
  return known;
}

function compile(source: string): RE2JS {
  if (source.length > MAX_SOURCE) return refuse('error parsing regexp: expression is too long');
  try {
    return RE2JS.compile(source);
  } catch (error) {
    return refuse(`error parsing regexp: ${(error as Error).message}`);
  }
}

/** Programs up to about this size are matched by an automaton at a few nanoseconds a character, larger ones step by step. */
const AUTOMATON_SIZE = 800;

/** Whether the pattern matches anywhere in the text. */
export function matchesPattern(source: string, value: string): boolean {
  const { expression, size } = prepared(source);
  spend(4 + (size <= AUTOMATON_SIZE ? value.length >>> 2 : value.length * (size >>> 1)));
  return expression.test(value);
}

/** A search for matches and their groups, paid in full beforehand. */
export function matcherOf(source: string, value: string): Matcher {
  const { expression, size } = prepared(source);
  spend(8 + value.length * (1 + (size >>> 3)));
  return expression.matcher(value);
}

/** Group numbers by name. */
export function groupNames(source: string): Record<string, number> {
  return prepared(source).expression.namedGroups();
}

/** Refuses what is no pattern. */
export function checkPattern(source: string): void {
  prepared(source);
}

export function quotePattern(literal: string): string {
  return literal.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
