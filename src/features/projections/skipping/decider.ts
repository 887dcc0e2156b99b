import { decider } from '#libs/event-sourcing';
import type { SkipEventCommand } from '../commands.js';
import type { SkipEvent } from '../events.js';

/** What was skipped, each as `skippedKey` has it. */
export type SkippedEvents = ReadonlySet<string>;

export const skippedKey = (projection: string, position: number): string => `${projection}/${position}`;

/** An event is skipped once for each projection; to skip it again changes nothing. */
export const skippedEvents = decider<SkipEventCommand, SkipEvent, SkippedEvents, never>({
  initial: new Set(),
  decide: {
    SkipEvent: ({ type: _, ...skipped }, state) =>
      state.has(skippedKey(skipped.readModel, skipped.position)) ? [] : [{ type: 'ReadModelEventSkipped', ...skipped }],
  },
  evolve: {
    ReadModelEventSkipped: (state, { readModel, position }) => new Set([...state, skippedKey(readModel, position)]),
  },
});
