import type { EventStore } from '#libs/event-sourcing';
import { positionsBetween } from '#platform/ledger/position-at';
import type { ShadowState } from '../decider.js';
import type { ShadowEnd } from '../shadow-words.js';

/** What has been recorded by then has its time: clocks of processes and of the database differ a little. */
const CLOCKS_DIFFER_MS = 2_000;

type Open = Exclude<ShadowState, { is: 'absent' }>;

/** Up to where a shadow compares as things stand, and why it ends there, if it does. */
export async function limitOf(
  store: Pick<EventStore, 'head' | 'readPositions'>,
  tenant: string,
  { plan, through }: Pick<Open, 'plan' | 'through'>,
  head: number,
  now: number,
): Promise<{ readonly to: number; readonly ends: ShadowEnd | undefined }> {
  const asked = through === null ? undefined : { to: through, ends: 'asked' as const };
  const isOver = now >= Date.parse(plan.ends.at) + CLOCKS_DIFFER_MS;
  const inTime = isOver
    ? { to: (await positionsBetween(store, tenant, { to: plan.ends.at })).to, ends: 'time' as const }
    : undefined;
  const limits = [inTime, asked].filter((limit) => limit !== undefined).toSorted((one, other) => one.to - other.to);
  return limits[0] && limits[0].to <= head ? limits[0] : { to: head, ends: undefined };
}
