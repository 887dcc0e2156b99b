import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { STANDING } from './answers.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { ReadModelDesk } from './read-model-desk.js';
import { readModelRefusals } from './refusals.js';

registerRefusals(readModelRefusals);
const { controllers, providers } = transportsFor(operations, { StandingStill: STANDING });

@Module({ controllers, providers: [...providers, ...handlers, ReadModelDesk] })
export class ReadModelsModule {}
