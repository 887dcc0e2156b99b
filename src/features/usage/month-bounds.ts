import type { Month } from '#libs/operations';

/** Milliseconds since 1970, UTC: the month is from `from` on and before `to`. */
export interface MonthBounds {
  readonly from: number;
  readonly to: number;
}

export function boundsOf(month: Month): MonthBounds {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return { from: Date.UTC(year, number - 1, 1), to: Date.UTC(year, number, 1) };
}

/** Clocks of replicas may differ by so much: one that is behind may still append to a month that is over by another. */
const SKEW_MS = 300_000;

/**
 * Whether nothing can be appended any more that belongs to the month. Times never decrease along a ledger, so an event from behind the
 * month is proof; where there is none, the clocks of all replicas have to be past its end.
 */
export function isOver({ to }: MonthBounds, hasEventBehind: boolean, now: number): boolean {
  return hasEventBehind || now >= to + SKEW_MS;
}
