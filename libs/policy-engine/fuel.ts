import { PolicyEvaluationError } from './errors.js';

/**
 * The budget of the evaluation that is running. Evaluations are synchronous and never nest, so one tank is enough, and generated
 * code, values and built-ins can all reach it without passing it along. Outside an evaluation it never runs dry.
 */
export const tank = {
  left: Number.POSITIVE_INFINITY,
  /** Counts evaluations, so that one-time work is charged once in each and never depends on what ran before. */
  evaluation: 0,
};

/** Fuel per step of library work; generated statements take one or a few units of fuel directly. */
const FUEL_PER_STEP = 3;

/** Pays for steps of about 30 ns, such as one compared element or sixteen characters of text. A unit of fuel is about 10 ns. */
export function spend(steps: number): void {
  tank.left -= steps * FUEL_PER_STEP;
  if (tank.left < 0) exhausted();
}

/** Pays for work whose cost grows with a text of this many characters. */
export function spendText(characters: number): void {
  spend(1 + (characters >>> 4));
}

/** Pays for ordering so many values that are compared at once; longer comparisons pay for themselves. */
export function spendSort(count: number): void {
  spend(2 * count * (32 - Math.clz32(count)));
}

export function exhausted(): never {
  throw new PolicyEvaluationError('eval_fuel_exhausted', 'the policy used up its evaluation budget');
}
