import { handling } from '#platform/operations/caller';
import { ProjectionsQuery } from './listing/projections.query.js';
import {
  CancelProjectionRun,
  ListProjections,
  PauseProjection,
  RebuildProjection,
  ResumeProjection,
  SkipProjectionEvent,
  VerifyProjection,
} from './operations.js';
import { ProjectionDesk } from './projection-desk.js';
import { SkipDesk } from './skipping/skip-desk.js';

const RUNS = [
  [VerifyProjection, 'verify'],
  [RebuildProjection, 'rebuild'],
] as const;

/** What carries out each operation. */
export const handlers = [
  handling(ListProjections, [ProjectionsQuery], async ({ caller }, query) => ({
    items: await query.list(caller.principal.tenant),
    nextCursor: null,
  })),
  ...RUNS.map(([operation, kind]) =>
    handling(operation, [ProjectionDesk], ({ input: { projection }, caller: { principal, context } }, desk) =>
      desk.requestRun(context, projection, kind, principal.id),
    ),
  ),
  handling(CancelProjectionRun, [ProjectionDesk], ({ input: { projection }, caller: { principal, context } }, desk) =>
    desk.cancelRun(context, projection, principal.id),
  ),
  handling(PauseProjection, [ProjectionDesk], ({ input: { projection, reason }, caller: { principal, context } }, desk) =>
    desk.pause(context, { type: 'PauseProjection', projection, reason, by: principal.id }),
  ),
  handling(ResumeProjection, [ProjectionDesk], ({ input: { projection }, caller: { principal, context } }, desk) =>
    desk.pause(context, { type: 'ResumeProjection', projection, by: principal.id }),
  ),
  handling(SkipProjectionEvent, [SkipDesk], ({ input, caller: { context } }, desk) => desk.skip(context, input)),
];
