import { Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { sessionRefusals } from './refusals.js';
import { SessionsController } from './sessions.controller.js';
import { sessionsProjection } from './sessions.projection.js';
import { SessionsResolver } from './sessions.resolver.js';
import { SessionsQuery } from './sessions.query.js';

registerRefusals(sessionRefusals);

@Module({
  controllers: [SessionsController],
  providers: [SessionsQuery, SessionsResolver, provideProjection(sessionsProjection)],
  exports: [SessionsQuery],
})
export class SessionsModule {}
