import { BUILTINS } from './builtin-table.js';
import { BuiltinFailure, PolicyEvaluationError } from './errors.js';
import { tank } from './fuel.js';
import type { Value } from './values.js';

/** Of one call outside an evaluation, in units of about 10 ns. */
const FUEL = 1_000_000;

/** What a built-in answers to these values, undefined where it cannot; `costly` when it has to work too long for that. */
export function callBuiltin(name: string, args: readonly Value[]): { readonly answer: Value | undefined } | 'costly' {
  const builtin = BUILTINS.get(name);
  if (!builtin) return 'costly';
  tank.left = FUEL;
  tank.evaluation += 1;
  try {
    return { answer: builtin(...args) };
  } catch (error) {
    if (error instanceof BuiltinFailure) return { answer: undefined };
    if (error instanceof PolicyEvaluationError || error instanceof RangeError) return 'costly';
    throw error;
  } finally {
    tank.left = Number.POSITIVE_INFINITY;
  }
}
