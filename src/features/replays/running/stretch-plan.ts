import type { ReplayPlan } from '../events.js';

/** Positions that are gone through at once, and what is lost of the work when a worker dies. */
const STRETCH = 20_000;
/** Parts of a replay that different workers are at, at the same time. */
export const LANES = 4;

export interface Place {
  readonly stretch: number;
  readonly from: number;
  readonly to: number;
}

export function stretchesIn({ from, to }: Pick<ReplayPlan, 'from' | 'to'>): number {
  return Math.ceil((to - from + 1) / STRETCH);
}

function placeOf({ from, to }: Pick<ReplayPlan, 'from' | 'to'>, stretch: number): Place {
  const first = from + stretch * STRETCH;
  return { stretch, from: first, to: Math.min(to, first + STRETCH - 1) };
}

/** The stretches of one lane that are not done yet, in their order. */
export function missingIn(plan: ReplayPlan, lane: number, done: ReadonlySet<number>): Place[] {
  const missing: Place[] = [];
  for (let stretch = lane; stretch < stretchesIn(plan); stretch += LANES)
    if (!done.has(stretch)) missing.push(placeOf(plan, stretch));
  return missing;
}

/** Positions of the plan that the stretches done cover. */
export function positionsOf(plan: ReplayPlan, stretches: number): number {
  return Math.min(stretches * STRETCH, plan.to - plan.from + 1);
}
