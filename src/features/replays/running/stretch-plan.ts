import type { ReplayPlan } from '../events.js';

/** Positions that are gone through at once, and what is lost of the work when a worker dies. */
const [SHORTEST, LONGEST, STRETCHES] = [200, 20_000, 64];
/** Parts of a replay that different workers are at, at the same time. */
export const LANES = 4;

export interface Place {
  readonly stretch: number;
  readonly from: number;
  readonly to: number;
}

type Range = Pick<ReplayPlan, 'from' | 'to'>;

function lengthIn({ from, to }: Range): number {
  return Math.min(LONGEST, Math.max(SHORTEST, Math.ceil((to - from + 1) / STRETCHES)));
}

export function stretchesIn(range: Range): number {
  return Math.ceil((range.to - range.from + 1) / lengthIn(range));
}

function placeOf(range: Range, stretch: number): Place {
  const length = lengthIn(range);
  const first = range.from + stretch * length;
  return { stretch, from: first, to: Math.min(range.to, first + length - 1) };
}

/** The stretches of one lane that are not done yet, in their order. */
export function missingIn(plan: ReplayPlan, lane: number, done: ReadonlySet<number>): Place[] {
  const missing: Place[] = [];
  // What comes of a stretch follows from all before it: one lane goes through them.
  const [first, step] = plan.mode === 'causal' ? [lane === 0 ? 0 : Infinity, 1] : [lane, LANES];
  for (let stretch = first; stretch < stretchesIn(plan); stretch += step)
    if (!done.has(stretch)) missing.push(placeOf(plan, stretch));
  return missing;
}

/** Positions of the plan that the stretches done cover. */
export function positionsOf(plan: ReplayPlan, stretches: number): number {
  return Math.min(stretches * lengthIn(plan), plan.to - plan.from + 1);
}
