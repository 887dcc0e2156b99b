import { reaction } from '#libs/event-sourcing';
import { replayEvents } from '../events.js';
import { RUN_REPLAYS } from '../replay-words.js';

const run = ({ replay }: { readonly replay: string }, { tenant }: { readonly tenant: string }) => ({
  job: RUN_REPLAYS,
  id: `${tenant}/${replay}`,
});

/** A replay begins, or goes on, without anybody waiting for it. */
export const runWhenWanted = reaction(replayEvents, {
  name: 'replays-run',
  when: { ReplayRequested: run, ReplayResumed: run, ReplayRetried: run },
});
