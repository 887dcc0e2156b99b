import { Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { transportsFor } from '#platform/operations/transports';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { pinsProjection } from './pins.projection.js';
import { PinsQuery } from './pins.query.js';

const { controllers, providers } = transportsFor(operations);

@Module({
  controllers,
  providers: [...providers, ...handlers, PinsQuery, provideProjection(pinsProjection)],
})
export class PinsModule {}
