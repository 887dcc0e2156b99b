import { Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { transportsFor } from '#platform/operations/transports';
import { ROUNDINGS, USAGE_BY } from './answers.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { UsageQuery } from './reading/usage.query.js';
import { usageProjection } from './reading/usage.projection.js';

const { controllers, providers } = transportsFor(operations, { UsageBy: USAGE_BY, UsageRounding: ROUNDINGS });

@Module({ controllers, providers: [...providers, ...handlers, UsageQuery, provideProjection(usageProjection)] })
export class UsageModule {}
