import { Module } from '@nestjs/common';
import { RISKS } from '#features/decisions/contract';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideProjection } from '#libs/nest-event-sourcing';
import { transportsFor } from '#platform/operations/transports';
import { riskScoreGuard } from './guards/risk-score.guard.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { riskFactorsProjection } from './reading/risk-factors.projection.js';
import { RiskFactorsQuery } from './reading/risk-factors.query.js';
import { RiskQuery } from './reading/risk.query.js';
import { riskProjection } from './reading/risk.projection.js';
import { RiskDesk } from './risk-desk.js';
import { SPANS } from './spans.js';

const { controllers, providers } = transportsFor(operations, { Risk: RISKS, RiskSpan: SPANS });

@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    RiskDesk,
    RiskQuery,
    RiskFactorsQuery,
    provideGuard(riskScoreGuard, [RiskDesk]),
    provideProjection(riskProjection),
    provideProjection(riskFactorsProjection),
  ],
})
export class RiskModule {}
