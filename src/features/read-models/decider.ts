import { decider } from '#libs/event-sourcing';
import type { ReadModelCommand } from './commands.js';
import type { ReadModelEvent } from './events.js';

/** What was skipped, each as `skippedKey` has it. */
export type SkippedEvents = ReadonlySet<string>;

export const skippedKey = (readModel: string, position: number): string => `${readModel}/${position}`;

/** An event is skipped once for each read model; to skip it again changes nothing. */
export const skippedEvents = decider<ReadModelCommand, ReadModelEvent, SkippedEvents, never>({
  initial: new Set(),
  decide: {
    SkipEvent: ({ type: _, ...skipped }, state) =>
      state.has(skippedKey(skipped.readModel, skipped.position)) ? [] : [{ type: 'ReadModelEventSkipped', ...skipped }],
  },
  evolve: {
    ReadModelEventSkipped: (state, { readModel, position }) => new Set([...state, skippedKey(readModel, position)]),
  },
});
