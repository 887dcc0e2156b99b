import type { FoundDifferences } from '#features/replays/contract';
import type { ShadowPlan } from '../events.js';

/** Which sessions are drawn follows from the id of the shadow, which nobody knows before there is one. */
export function againPlanOf(
  shadow: string,
  { selector, share, candidate }: ShadowPlan,
  listed: number,
): FoundDifferences['plan'] {
  const filter = { ...selector, verdicts: null };
  const drawn = share === 100 ? undefined : { percent: share, key: shadow };
  return { filter, baseline: null, candidate, seed: shadow, listed, ...(drawn && { share: drawn }) };
}
