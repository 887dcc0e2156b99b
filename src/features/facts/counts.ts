import type { Evolver } from '#libs/event-sourcing';
import { nothingCounted, withCall, withCorrected, withReleased, withSettled, type FactState } from '#libs/facts';
import type { CountEvent } from './events.js';

/** How the events of one count become what it tells. What is recorded there is decided together with calls and outcomes. */
export const counts: Evolver<CountEvent, FactState> = {
  initial: nothingCounted,
  evolve: {
    FactCountOpened: (state) => state,
    FactCounted: (state, call) => withCall(state, call),
    FactSettled: (state, { decision }) => withSettled(state, decision),
    FactCorrected: (state, { decision, change }) => withCorrected(state, decision, change),
    FactReleased: (state, { decision }) => withReleased(state, decision),
  },
};
