import { Module } from '@nestjs/common';
import { RISKS } from '#features/decisions/contract';
import { provideProjection } from '#libs/nest-event-sourcing';
import { transportsFor } from '#platform/operations/transports';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { RiskQuery } from './reading/risk.query.js';
import { riskProjection } from './reading/risk.projection.js';
import { SPANS } from './spans.js';

const { controllers, providers } = transportsFor(operations, { Risk: RISKS, RiskSpan: SPANS });

@Module({ controllers, providers: [...providers, ...handlers, RiskQuery, provideProjection(riskProjection)] })
export class RiskModule {}
