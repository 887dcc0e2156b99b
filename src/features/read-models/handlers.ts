import { handling } from '#platform/operations/caller';
import { ListStoppedReadModels, SkipReadModelEvent } from './operations.js';
import { ReadModelDesk } from './read-model-desk.js';

/** What carries out each operation. */
export const handlers = [
  handling(ListStoppedReadModels, [ReadModelDesk], async ({ caller }, desk) => ({
    items: await desk.stopped(caller.principal.tenant),
    nextCursor: null,
  })),
  handling(SkipReadModelEvent, [ReadModelDesk], ({ input, caller: { context } }, desk) => desk.skip(context, input)),
];
