import { reaction } from '#libs/event-sourcing';
import { projectionEvents } from '../events.js';
import { RUN_REBUILDS } from '../projection-words.js';

/** A verification or a rebuild begins without anybody waiting for it. */
export const runWhenRequested = reaction(projectionEvents, {
  name: 'projections-run',
  when: {
    ProjectionRunRequested: ({ projection, run }, { tenant }) => ({
      job: RUN_REBUILDS,
      id: [tenant, projection, run].join('/'),
    }),
  },
});
