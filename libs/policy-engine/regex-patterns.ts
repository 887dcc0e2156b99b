import { RE2JS } from 're2js';
import { refuse } from './errors.js';
import { spend } from './fuel.js';

/** Compiled patterns, shared by every policy: compiling costs a thousand times what matching does. Oldest out first. */
const compiled = new Map<string, RE2JS>();
const CAPACITY = 2_000;

/** The pattern with Go's syntax and RE2's linear time; refuses what RE2 refuses. */
export function pattern(source: string): RE2JS {
  const known = compiled.get(source);
  if (known) return known;
  spend(200 + source.length * 8);
  try {
    const fresh = RE2JS.compile(source);
    if (compiled.size >= CAPACITY) compiled.delete(compiled.keys().next().value!);
    compiled.set(source, fresh);
    return fresh;
  } catch (error) {
    return refuse(`error parsing regexp: ${(error as Error).message}`);
  }
}

/** Pays for running a pattern over a text: RE2 is linear in the product of both. */
export function spendMatch(source: string, over: string): void {
  spend(4 + ((over.length * (1 + (source.length >>> 4))) >>> 2));
}

export function quotePattern(literal: string): string {
  return literal.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
