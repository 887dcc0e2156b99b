import { Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { transportsFor } from '#platform/operations/transports';
import { LiftPinHandler } from './handlers/lift-pin.js';
import { ListPinsHandler } from './handlers/list-pins.js';
import { PinRevisionHandler } from './handlers/pin-revision.js';
import * as operations from './operations.js';
import { pinsProjection } from './pins.projection.js';
import { PinsQuery } from './pins.query.js';

const { controllers, providers } = transportsFor(operations);

@Module({
  controllers,
  providers: [...providers, PinRevisionHandler, ListPinsHandler, LiftPinHandler, PinsQuery, provideProjection(pinsProjection)],
})
export class PinsModule {}
