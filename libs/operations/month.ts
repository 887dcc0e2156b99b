import { z } from 'zod';

/** A calendar month that a caller gives. Where it begins and ends is for who takes it to say. */
export const Month = z.string().regex(/^[1-9][0-9]{3}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11');
export type Month = z.output<typeof Month>;

/** The one it is now, in UTC. */
export function monthAt(now: Date): Month {
  return now.toISOString().slice(0, 7);
}
