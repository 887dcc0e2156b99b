import { Module } from '@nestjs/common';
import { provideJob, provideProjection, provideReaction } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { RUN_RESULTS } from './answers.js';
import { handlers } from './handlers.js';
import { projectionsProjection } from './listing/projections.projection.js';
import { ProjectionsQuery } from './listing/projections.query.js';
import { SubscriptionRows } from './listing/subscription-rows.query.js';
import * as operations from './operations.js';
import { PausesQuery } from './pausing/pauses.query.js';
import { ProjectionDesk } from './projection-desk.js';
import { PROJECTION_KINDS, PROJECTION_STATES, RUN_KINDS } from './projection-words.js';
import { RunRebuilds } from './rebuilding/run-rebuilds.job.js';
import { runWhenRequested } from './rebuilding/run-when-requested.reaction.js';
import { RunWork } from './rebuilding/run-work.js';
import { projectionRefusals } from './refusals.js';
import { SkipDesk } from './skipping/skip-desk.js';

registerRefusals(projectionRefusals);
const { controllers, providers } = transportsFor(operations, {
  ProjectionKind: PROJECTION_KINDS,
  ProjectionState: PROJECTION_STATES,
  ProjectionRunKind: RUN_KINDS,
  ProjectionRunResult: RUN_RESULTS,
  ProjectionRowIs: ['missing', 'extra', 'other'],
});

@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    ProjectionDesk,
    ProjectionsQuery,
    PausesQuery,
    SubscriptionRows,
    SkipDesk,
    RunWork,
    RunRebuilds,
    provideProjection(projectionsProjection),
    provideReaction(runWhenRequested),
    provideJob(RunRebuilds),
  ],
})
export class ProjectionsModule {}
