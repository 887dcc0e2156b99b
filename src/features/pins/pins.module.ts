import { Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { PinAdministration } from './pin-administration.js';
import { PinsController } from './pins.controller.js';
import { pinsProjection } from './pins.projection.js';
import { PinsQuery } from './pins.query.js';
import { PinsResolver } from './pins.resolver.js';

@Module({
  controllers: [PinsController],
  providers: [PinAdministration, PinsQuery, PinsResolver, provideProjection(pinsProjection)],
})
export class PinsModule {}
