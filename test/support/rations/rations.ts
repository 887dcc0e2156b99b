import { z } from 'zod';
import { decider, eventTypes, refuse, type EventsOf } from '#libs/event-sourcing';

/** A capability that nobody ships: an agent may be rationed to so many allowed calls, or cut off. Its stream is its own. */
export const rationEvents = eventTypes({
  RationGranted: { schema: 1, says: 'The agent may make so many more calls.', data: z.object({ calls: z.number().int() }) },
  RationSpent: { schema: 1, says: 'An allowed call took one.', data: z.object({ decision: z.string() }) },
  AgentCutOff: { schema: 1, says: 'The agent is not served.', data: z.object({ reason: z.string() }) },
  AgentLetBackIn: { schema: 1, says: 'The agent is served again.', data: z.object({ reason: z.string() }) },
});
export type RationEvent = EventsOf<typeof rationEvents>;

export interface RationState {
  /** Null for an agent that is not rationed. */
  readonly left: number | null;
  readonly isCutOff: boolean;
}

type RationCommand = { readonly type: 'SpendRation'; readonly decision: string };

export const rations = decider<RationCommand, RationEvent, RationState, 'NOTHING_LEFT'>({
  initial: { left: null, isCutOff: false },
  decide: {
    SpendRation: ({ decision }, { left }) => {
      if (left === null) return [];
      return left > 0 ? [{ type: 'RationSpent', decision }] : refuse('NOTHING_LEFT');
    },
  },
  evolve: {
    RationGranted: (state, { calls }) => ({ ...state, left: (state.left ?? 0) + calls }),
    RationSpent: (state) => ({ ...state, left: (state.left ?? 0) - 1 }),
    AgentCutOff: (state) => ({ ...state, isCutOff: true }),
    AgentLetBackIn: (state) => ({ ...state, isCutOff: false }),
  },
});

export function rationStream(agent: string): string {
  return `ration/${agent}`;
}
