import { Global, Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { SessionList } from './contract.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { sessionRefusals } from './refusals.js';
import { SessionStreams } from './session-streams.js';
import { sessionsProjection } from './sessions.projection.js';
import { SessionsQuery } from './sessions.query.js';

registerRefusals(sessionRefusals);
const { controllers, providers } = transportsFor(operations);

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    SessionStreams,
    SessionsQuery,
    { provide: SessionList, useExisting: SessionsQuery },
    provideProjection(sessionsProjection),
  ],
  exports: [SessionList, SessionsQuery],
})
export class SessionsModule {}
