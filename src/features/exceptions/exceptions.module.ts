import { Module } from '@nestjs/common';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideJob, provideProjection, provideReaction } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { ExceptionDesk } from './exception-desk.js';
import { EXCEPTION_STATES } from './exception-states.js';
import { ExpireExceptions } from './expiring/expire-exceptions.job.js';
import { expireWhenTimed } from './expiring/expire-when-timed.reaction.js';
import { exceptionsGuard } from './guards/exceptions.guard.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { exceptionsProjection } from './reading/exceptions.projection.js';
import { ExceptionsQuery } from './reading/exceptions.query.js';
import { exceptionRefusals } from './refusals.js';

registerRefusals(exceptionRefusals);
const { controllers, providers } = transportsFor(operations, { ExceptionState: EXCEPTION_STATES });

@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    ExceptionDesk,
    ExceptionsQuery,
    ExpireExceptions,
    provideGuard(exceptionsGuard, [ExceptionDesk]),
    provideProjection(exceptionsProjection),
    provideReaction(expireWhenTimed),
    provideJob(ExpireExceptions),
  ],
})
export class ExceptionsModule {}
